"""What an office sets about being watched: who is called outside, who may ask inside, and what is written down."""

from pathlib import Path
from urllib.parse import urlsplit

from pydantic import BaseModel, Field, field_validator

from models.office_settings.places import read_folder

SHORTEST_TOKEN = 16
"""The shortest key for monitors, in characters."""


class WatchSettings(BaseModel):
    """The settings about monitors and logs; the key for monitors is among `models.settings.SECRETS`."""

    heartbeat_url: str = Field("", description="địa chỉ của máy giám sát, gọi sau mỗi đợt đôn đốc chạy tốt")
    heartbeat_start_url: str = Field("", description="địa chỉ của máy giám sát, gọi khi đợt đôn đốc bắt đầu")
    heartbeat_fail_url: str = Field("", description="địa chỉ của máy giám sát, gọi khi đợt đôn đốc chưa làm được hết")
    monitor_token: str = Field("", description="khóa để máy giám sát xem tình trạng, chỉ đặt trong môi trường")
    prefect_days: int = Field(
        90, ge=2, le=3660, description="số ngày giao diện theo dõi giữ các lượt chạy, số từ 2 đến 3660"
    )
    log_folder: Path | None = Field(
        None, description="thư mục đã có để ghi nhật ký sự kiện, đường dẫn đầy đủ như /var/log/dondoc"
    )
    log_days: int = Field(90, ge=1, le=3660, description="số ngày giữ nhật ký sự kiện, số từ 1 đến 3660")
    log_megabytes: int = Field(
        200, ge=10, le=100_000, description="dung lượng lớn nhất của nhật ký sự kiện, tính bằng MB, số từ 10 đến 100000"
    )

    @field_validator("heartbeat_url", "heartbeat_start_url", "heartbeat_fail_url")
    @classmethod
    def read_watcher(cls, value: str) -> str:
        """Return an address outside as it is to be called, a question behind it too; what cannot be called is refused.

        Nothing of it is told: whoever knows it can keep the watcher quiet.
        """
        address = value.strip()
        try:
            parts = urlsplit(address)
            is_one = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        except ValueError:
            is_one = False
        if address and not (is_one and address.isascii() and address.isprintable() and " " not in address):
            raise ValueError(
                "địa chỉ máy giám sát không dùng được; hãy chép cả địa chỉ mà dịch vụ giám sát cấp, bắt đầu bằng https:// hoặc http://."
            )
        return address

    @field_validator("monitor_token")
    @classmethod
    def guard_token(cls, value: str) -> str:
        """Return the key for monitors; one that is short, or that a header cannot carry, is refused, and not told."""
        token = value.strip()
        if token and (len(token) < SHORTEST_TOKEN or not token.isascii() or not token.isprintable() or " " in token):
            raise ValueError(
                f"khóa giám sát không dùng được; hãy đặt ít nhất {SHORTEST_TOKEN} chữ không dấu, số, không có dấu cách."
            )
        return token

    @field_validator("log_folder", mode="before")
    @classmethod
    def read_log_folder(cls, value: object) -> object:
        """Return a folder; one that depends on where the program starts is refused."""
        return read_folder(value)

    @field_validator("prefect_days", "log_days", "log_megabytes", mode="before")
    @classmethod
    def read_how_long(cls, value: object) -> object:
        """Return a number; `true` is none."""
        return None if isinstance(value, bool) else value
