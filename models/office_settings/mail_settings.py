"""What an office sets about mail: the server by which letters leave, and the mailbox in which answers to them come."""

import re
from pathlib import Path

from pydantic import BaseModel, Field, field_validator

from models.office_settings.places import read_folder
from models.office_settings.quiet_hours import read_quiet_hours

LONGEST_REPLY_NAME = 24
"""The longest name of the address for answers: mail servers take 64 characters before the @, and the token is long."""
_REPLY_ADDRESS = re.compile(rf"(?=[^@]{{1,{LONGEST_REPLY_NAME}}}@)[A-Za-z0-9._-]+@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{{2,24}}")


class MailSettings(BaseModel):
    """The settings about mail; those that may hold a password are among `models.settings.SECRETS`."""

    mail_url: str = Field("", description="địa chỉ máy chủ thư (mailto://, mailtos://), chỉ đặt trong môi trường")
    inbox_url: str = Field("", description="địa chỉ hộp thư đến (imaps://, imap://), chỉ đặt trong môi trường")
    inbox_folder: Path | None = Field(
        None, description="thư mục tệp .eml thay cho hộp thư đến, đường dẫn đầy đủ như /var/mail/dondoc"
    )

    quiet_hours: str = Field(
        "19:00-07:00", description="giờ không gửi thư trong ngày, như 19:00-07:00; không thì thư đi cả đêm"
    )
    letters_per_hour: int = Field(
        1000,
        ge=0,
        le=100_000,
        description="số thư gửi nhiều nhất trong một giờ, số từ 0 đến 100000; 0 là không giới hạn",
    )
    gateways: str = Field("", description="các kênh tin ngắn, dạng tên=địa chỉ Apprise, chỉ đặt trong môi trường")
    reply_address: str = Field(
        "", description="địa chỉ nhận báo cáo bằng thư hồi âm, như don-doc@tinh.gov.vn; trống thì không nhận"
    )

    @field_validator("reply_address")
    @classmethod
    def read_reply_address(cls, value: str) -> str:
        """Return the address, to whose name each letter adds its token behind a `+`; one that leaves no room is refused."""
        if not value.strip():
            return ""
        if not _REPLY_ADDRESS.fullmatch(value.strip()):
            raise ValueError(
                "địa chỉ nhận thư hồi âm viết sai; hãy ghi một địa chỉ như don-doc@tinh.gov.vn, phần trước @ dài nhất "
                f"{LONGEST_REPLY_NAME} ký tự và không có dấu +."
            )
        return value.strip().lower()

    @field_validator("quiet_hours")
    @classmethod
    def guard_quiet_hours(cls, value: str) -> str:
        """Return the hours as they are written; what cannot be read as hours is refused."""
        read_quiet_hours(value)
        return value

    @field_validator("letters_per_hour", mode="before")
    @classmethod
    def read_letters_per_hour(cls, value: object) -> object:
        """Return a number; `true` is none."""
        return None if isinstance(value, bool) else value

    @field_validator("inbox_folder", mode="before")
    @classmethod
    def read_inbox_folder(cls, value: object) -> object:
        """Return a folder; where none is named there is none, and one that depends on where the program starts is refused."""
        return read_folder(value)
