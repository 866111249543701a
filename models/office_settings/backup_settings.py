"""What an office sets about the backups that the program makes by itself: when, where, and how many are kept."""

from datetime import time
from pathlib import Path

from pydantic import BaseModel, Field, field_validator

from models.office_settings.places import read_folder, read_time


class BackupSettings(BaseModel):
    """The settings about backups."""

    backup_at: str = Field("01:30", description="giờ tự sao lưu mỗi đêm, như 01:30; không thì không tự sao lưu")
    backup_folder: Path | None = Field(
        None,
        description="thư mục đã có trên ổ khác hoặc máy khác để giữ bản sao lưu, đường dẫn đầy đủ như /mnt/sao-luu",
    )
    backup_days: int = Field(7, ge=1, le=366, description="số bản sao lưu hằng ngày được giữ, số từ 1 đến 366")
    backup_weeks: int = Field(4, ge=0, le=520, description="số bản sao lưu hằng tuần được giữ, số từ 0 đến 520")
    backup_months: int = Field(12, ge=0, le=120, description="số bản sao lưu hằng tháng được giữ, số từ 0 đến 120")

    backup_passphrase_file: Path | None = Field(
        None, description="tệp chứa mật khẩu mã hóa bản sao lưu, quyền 600, đường dẫn đầy đủ như /etc/dondoc/sao-luu"
    )
    backup_passphrase: str = Field("", description="mật khẩu mã hóa bản sao lưu, chỉ đặt trong môi trường")

    @field_validator("backup_at")
    @classmethod
    def guard_backup_at(cls, value: str) -> str:
        """Return the time as it is written; what cannot be read as one is refused."""
        read_time(value)
        return value

    @field_validator("backup_folder", "backup_passphrase_file", mode="before")
    @classmethod
    def read_backup_place(cls, value: object) -> object:
        """Return a folder or file; one that depends on where the program starts is refused."""
        return read_folder(value)

    @field_validator("backup_days", "backup_weeks", "backup_months", mode="before")
    @classmethod
    def read_count(cls, value: object) -> object:
        """Return a number; `true` is none."""
        return None if isinstance(value, bool) else value

    @property
    def backup_time(self) -> time | None:
        """The time of day in Asia/Ho_Chi_Minh at which the home is backed up; None where it is not by itself."""
        return read_time(self.backup_at)
