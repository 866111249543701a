"""What an office sets where several machines work in one home: this machine's name, Prefect's server, the pool of workers."""

import re
from urllib.parse import urlsplit

from pydantic import Field, field_validator

from models.office_settings.watch_settings import WatchSettings

SHORTEST_KEY = 16
"""The shortest key of Prefect's server, in characters: who has it may do everything there."""
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


class MachinesSettings(WatchSettings):
    """The settings about several machines, and how each is watched; the server's key and Redis's address are among `models.settings.SECRETS`."""

    machine: str = Field(
        "", description="tên máy này khi nhiều máy dùng chung thư mục dữ liệu, như may-2; trống thì theo tên máy"
    )
    prefect_url: str = Field("", description="địa chỉ máy chủ Prefect mà mọi máy cùng dùng, như http://10.1.2.3:4200")
    prefect_key: str = Field("", description="khóa của máy chủ Prefect dùng chung, chỉ đặt trong môi trường")
    work_pool: str = Field("", description="tên nhóm máy cùng chạy việc của Prefect, như dondoc; trống thì không dùng")
    redis_url: str = Field("", description="địa chỉ Redis cho nhiều máy chủ Prefect, chỉ đặt trong môi trường")

    @field_validator("machine", "work_pool")
    @classmethod
    def read_name(cls, value: str) -> str:
        """Return a name that may be a folder's and stand in an address; '' stays ''."""
        name = value.strip()
        if name and not _NAME.fullmatch(name):
            raise ValueError("tên chỉ gồm chữ thường không dấu, số và dấu -, dài nhất 40 ký tự, như may-2.")
        return name

    @field_validator("prefect_url")
    @classmethod
    def read_prefect_url(cls, value: str) -> str:
        """Return the address of Prefect's server, without the `/api` that is always there."""
        address = value.strip().rstrip("/").removesuffix("/api")
        if address and not (_is_server(address, ("http", "https")) and not urlsplit(address).path):
            raise ValueError("địa chỉ máy chủ Prefect không dùng được; hãy viết như http://10.1.2.3:4200.")
        return address

    @field_validator("prefect_key")
    @classmethod
    def guard_key(cls, value: str) -> str:
        """Return the key of Prefect's server; one that is short, or that a header cannot carry, is refused, and not told."""
        key = value.strip()
        if key and not re.fullmatch(f"[!-~]{{{SHORTEST_KEY},200}}", key):
            raise ValueError(
                f"khóa máy chủ Prefect không dùng được; hãy đặt từ {SHORTEST_KEY} đến 200 chữ, số không dấu, không có dấu cách."
            )
        return key

    @field_validator("redis_url")
    @classmethod
    def read_redis_url(cls, value: str) -> str:
        """Return the address of a Redis server; nothing of it is told."""
        address = value.strip()
        if address and not _is_server(address, ("redis", "rediss")):
            raise ValueError("địa chỉ Redis không dùng được; hãy viết như redis://:mat-khau@10.1.2.3:6379/0.")
        return address


def _is_server(address: str, kinds: tuple[str, ...]) -> bool:
    """Tell whether an address names a server of one of the kinds."""
    try:
        parts = urlsplit(address)
        return parts.scheme in kinds and bool(parts.hostname) and parts.port != 0 and address.isascii()
    except ValueError:
        return False
