"""Settings: from the environment (`DONDOC_…`) and `dondoc.toml` in the home; secrets from the environment alone."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

SETTINGS_FILE = "dondoc.toml"
SECRETS = frozenset({"mail_url", "link_key", "database_url"})
"""Settings that may hold a password: they are read from the environment and refused in a file."""


class SettingsError(Exception):
    """Settings that cannot be used; the message is one Vietnamese sentence with the place and the way out."""


class Settings(BaseSettings):
    """Everything an office can set. Each field is `DONDOC_<NAME>` in the environment, `<name>` in `dondoc.toml`."""

    model_config = SettingsConfigDict(env_prefix="DONDOC_", extra="forbid", frozen=True)

    plans: Annotated[tuple[str, ...], NoDecode] = Field(
        ("bac-giang",), min_length=1, description="mã các kế hoạch được theo dõi, ít nhất một"
    )
    adopt_from: date | None = Field(
        None, description="ngày bắt đầu theo dõi, nếu sớm hơn ngày tiếp nhận, dạng 2023-01-15"
    )
    port: int = Field(4200, ge=1, le=65535, description="cổng của giao diện Prefect, số từ 1 đến 65535")
    web_port: int = Field(4280, ge=1, le=65535, description="cổng của trang trả lời, số từ 1 đến 65535")
    host: str = Field("127.0.0.1", description="địa chỉ mạng mà máy chủ lắng nghe")
    answer_url: str = Field("", description="địa chỉ trang trả lời như các cơ quan nhìn thấy")
    page_limit: int = Field(
        1,
        ge=0,
        le=1000,
        description="hệ số nới giới hạn số yêu cầu tới trang trả lời, số từ 1 đến 1000; 0 là không giới hạn",
    )
    release_chairman: bool = Field(False, description="tự phát hành thư gửi Chủ tịch UBND tỉnh")
    mail_url: str = Field("", description="địa chỉ máy chủ thư (mailto://, mailtos://), chỉ đặt trong môi trường")
    link_key: str = Field("", description="khóa ký liên kết, chỉ đặt trong môi trường")
    database_url: str = Field("", description="cơ sở dữ liệu khác SQLite, chỉ đặt trong môi trường")

    @field_validator("plans", mode="before")
    @classmethod
    def read_list(cls, value: object) -> object:
        """Return a list as the environment writes it: `bac-giang,lao-cai`, or as JSON."""
        if not isinstance(value, str):
            return value
        if value.lstrip().startswith("["):
            return json.loads(value)
        return [code for item in value.split(",") if (code := item.strip())]

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003  the signature is pydantic's
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003  the signature is pydantic's
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Return the sources, the strongest first: what the caller gives, the environment, the home's file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


@dataclass(frozen=True)
class Home:
    """`DONDOC_HOME`: everything the program writes and everything an office edits, with the settings it gives."""

    path: Path
    settings: Settings

    @property
    def database_url(self) -> str:
        """Where the database is: SQLite in the home unless the environment names another."""
        return self.settings.database_url or f"sqlite:///{self.path / 'dondoc.db'}"

    @property
    def mailbox(self) -> Path:
        """The folder of `.eml` files, where notices go when no channel is set."""
        return self.path / "mailbox"

    @property
    def reports(self) -> Path:
        """The folder of the Word and Markdown reports."""
        return self.path / "reports"

    @property
    def evidence(self) -> Path:
        """The folder of the files that agencies put to their answers, each under the hash of its content."""
        return self.path / "evidence"

    @property
    def contacts_file(self) -> Path:
        """The office's address book."""
        return self.path / "contacts.csv"

    @property
    def plans(self) -> Path:
        """The office's own plans, registers and calendar; they win over the shipped files."""
        return self.path / "plans"

    @property
    def link_key_file(self) -> Path:
        """The key that signs links, made at first use where the environment names none."""
        return self.path / "link.key"

    @property
    def answer_url(self) -> str:
        """The address of the answer pages as agencies see it, without a slash at the end."""
        settings = self.settings
        return (settings.answer_url or f"http://{settings.host}:{settings.web_port}").rstrip("/")

    @property
    def is_answered_here_alone(self) -> bool:
        """Tell whether only this machine itself can open `answer_url`: a loopback address, or none in particular."""
        host = (urlsplit(self.answer_url).hostname or "").rstrip(".")
        try:
            address = ip_address(host)
        except ValueError:
            return host in ("", "localhost") or host.endswith(".localhost")
        mapped = getattr(address, "ipv4_mapped", None) or address
        return bool(mapped.is_loopback or mapped.is_unspecified)


DEFAULT_HOME = Path("~/dondoc")
"""The home when neither `--home` nor `DONDOC_HOME` names one."""


def open_home(path: Path, given: Mapping[str, Any] | None = None) -> Home:
    """Return the home at `path` with its settings, making its folders.

    `given` are settings from the command line, stronger than all others. Raise SettingsError with one sentence when
    the folder cannot be written, or a setting is wrong.
    """
    path = path.expanduser().resolve()
    try:
        for folder in (path, path / "mailbox", path / "reports", path / "plans", path / "evidence"):
            folder.mkdir(parents=True, exist_ok=True)
        probe = path / ".write-probe"
        probe.touch()
        probe.unlink(missing_ok=True)  # another process may have tried at the same time
    except OSError as error:
        raise SettingsError(
            f"Không ghi được vào thư mục dữ liệu {path} ({error.strerror}); hãy chọn thư mục khác bằng --home."
        ) from None
    return Home(path, _read_settings(path / SETTINGS_FILE, given or {}))


def _read_settings(file: Path, given: Mapping[str, Any]) -> Settings:
    try:
        written = tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file}: không đúng cú pháp TOML ({error}); hãy sửa tệp này.") from None
    for secret in sorted(SECRETS & written.keys()):
        raise SettingsError(
            f"{file}: «{secret}» có thể chứa mật khẩu; hãy đặt DONDOC_{secret.upper()} trong môi trường."
        )

    class _AtHome(Settings):
        model_config = SettingsConfigDict(toml_file=file)

    try:
        return _AtHome(**given)
    except ValidationError as error:
        name = str(error.errors()[0]["loc"][0])
        field = Settings.model_fields.get(name)
        wanted = f" (cần: {field.description})" if field else "; không có thiết lập nào tên như vậy"
        raise SettingsError(
            f"Thiết lập «{name}» trong {file.name} hoặc DONDOC_{name.upper()} không dùng được{wanted}."
        ) from None
