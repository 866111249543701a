"""Settings: from the environment (`DONDOC_…`) and `dondoc.toml` in the home; secrets from the environment alone."""

import json
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from models.kept_addresses import KEPT, keep, read_kept
from models.web_address import is_here_alone, read_web_address

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
    longest_gap: int = Field(
        45,
        ge=1,
        le=400,
        description="số ngày dài nhất không chạy đợt đôn đốc mà không hỏi lại, số từ 1 đến 400",
    )
    adopt_from: date | None = Field(
        None, description="ngày bắt đầu theo dõi, sớm hơn hoặc muộn hơn ngày tiếp nhận, dạng 2023-01-15"
    )
    port: int = Field(4200, ge=1, le=65535, description="cổng của giao diện Prefect, số từ 1 đến 65535")
    web_port: int = Field(4280, ge=1, le=65535, description="cổng của trang báo cáo, số từ 1 đến 65535")
    host: str = Field("127.0.0.1", description="địa chỉ mạng mà máy chủ lắng nghe")
    answer_url: str = Field("", description="địa chỉ trang báo cáo như các cơ quan nhìn thấy")
    page_limit: int = Field(
        1,
        ge=0,
        le=1000,
        description="hệ số nới giới hạn số yêu cầu tới trang báo cáo, số từ 1 đến 1000; 0 là không giới hạn",
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

    @field_validator("answer_url")
    @classmethod
    def read_answer_url(cls, value: str) -> str:
        """Return the address of the answer pages as links begin with it."""
        return read_web_address(value)


@dataclass(frozen=True)
class Home:
    """`DONDOC_HOME`: everything the program writes and everything an office edits, with the settings it gives.

    `in_file` is what its `dondoc.toml` sets, as it is written there.
    """

    path: Path
    settings: Settings
    in_file: Mapping[str, Any] = field(default_factory=dict)

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
    def faults_file(self) -> Path:
        """Where in the program errors came from, for programmers."""
        return self.path / "faults.log"

    @property
    def link_key_file(self) -> Path:
        """The key that signs links, made at first use where the environment names none."""
        return self.path / "link.key"

    @property
    def answer_url(self) -> str:
        """The address of the answer pages as agencies see it, without a slash at the end."""
        settings = self.settings
        host = f"[{settings.host}]" if ":" in settings.host else settings.host
        return settings.answer_url or f"http://{host}:{settings.web_port}"

    @property
    def is_answered_here_alone(self) -> bool:
        """Tell whether only this machine itself can open `answer_url`."""
        return is_here_alone(self.answer_url)

    def keep_addresses(self) -> None:
        """Keep the addresses of these settings, under which `up` starts, for all other commands.

        The answer pages' address that `dondoc.toml` sets is left there, where an edit of it holds at once. Raise
        SettingsError where they cannot be kept.
        """
        kept = {name: getattr(self.settings, name) for name in KEPT}
        if self.settings.answer_url == str(self.in_file.get("answer_url", "")).strip().rstrip("/"):
            del kept["answer_url"]
        try:
            keep(self.path, kept)
        except OSError as error:
            raise SettingsError(
                f"Không ghi được vào thư mục dữ liệu {self.path} ({error.strerror}); hãy sửa quyền của thư mục."
            ) from None


DEFAULT_HOME = Path("~/dondoc")
"""The home when neither `--home` nor `DONDOC_HOME` names one."""


def open_home(path: Path, given: Mapping[str, Any] | None = None, *, starts: bool = False) -> Home:
    """Return the home at `path` with its settings, making its folders.

    `given` are settings from the command line, stronger than all others. The addresses that the last `up` kept come
    next, so that every command signs the links of the pages that run; for the `up` that `starts` they come last. Raise
    SettingsError with one sentence when the folder cannot be written, or a setting is wrong.
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
    return _read_settings(path, given or {}, starts=starts)


def _read_settings(home: Path, given: Mapping[str, Any], *, starts: bool) -> Home:
    file = home / SETTINGS_FILE
    try:
        kept = read_kept(home)
    except ValueError as error:
        raise SettingsError(str(error)) from None
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

        @classmethod
        def settings_customise_sources(
            cls,
            settings_cls: type[BaseSettings],
            init_settings: PydanticBaseSettingsSource,
            env_settings: PydanticBaseSettingsSource,
            dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003  the signature is pydantic's
            file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003  the signature is pydantic's
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            """Return the sources, the strongest first."""
            last_up = InitSettingsSource(settings_cls, kept)
            others = (env_settings, TomlConfigSettingsSource(settings_cls))
            return (init_settings, *others, last_up) if starts else (init_settings, last_up, *others)

    try:
        return Home(home, _AtHome(**given), written)
    except ValidationError as error:
        name = str(error.errors()[0]["loc"][0])
        if error.errors()[0]["type"] == "value_error" and name == "answer_url":
            sentence = str(error.errors()[0]["ctx"]["error"])
            raise SettingsError(f"{_place(file, name)}: {sentence}") from None
        field = Settings.model_fields.get(name)
        wanted = f" (cần: {field.description})" if field else "; không có thiết lập nào tên như vậy"
        raise SettingsError(
            f"Thiết lập «{name}» trong {file.name} hoặc DONDOC_{name.upper()} không dùng được{wanted}."
        ) from None


def _place(file: Path, name: str) -> str:
    """Return where a setting that is wrong stands: in the environment, or at its line of the home's file."""
    variable = f"DONDOC_{name.upper()}"
    if any(key.upper() == variable for key in os.environ):
        return variable
    lines = file.read_text(encoding="utf-8-sig").splitlines() if file.is_file() else []
    found = next((number for number, line in enumerate(lines, start=1) if line.lstrip().startswith(name)), 0)
    return f"{file}:{found}" if found else variable
