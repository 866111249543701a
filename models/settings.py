"""Settings: from the environment (`DONDOC_…`) and `dondoc.toml` in the home; secrets from the environment alone."""

import json
import os
import re
from collections import ChainMap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, ValidationError, ValidationInfo, field_validator
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from models.environment import guard_password, unreadable_variables
from models.files import narrow, system_words
from models.kept_addresses import KEPT, MADE_HERE, keep, read_kept
from models.office_settings.backup_settings import BackupSettings
from models.office_settings.machines_settings import MachinesSettings
from models.office_settings.mail_settings import MailSettings
from models.office_settings.people_settings import PeopleSettings
from models.office_settings.sending_settings import SendingSettings
from models.settings_file import (
    SETTINGS_FILE,
    WrittenSettings,
    by_line,
    misspelt_variables,
    read_settings_file,
    secrets_in_file,
)
from models.store.moved_database import moved_values
from models.web_address import is_here_alone, read_domain, read_host, read_networks, read_web_address

SECRETS = frozenset(("mail_url", "inbox_url", "gateways", "link_key", "database_url", "ui_password")) | {
    *("backup_passphrase", "monitor_token", "sign_in_secret", "prefect_key", "redis_url")
}
"""Settings that may hold a password: they are read from the environment and refused in a file."""

_MOST_SHOWN = 60
"""How much of a wrong value is told, in characters."""


class SettingsError(Exception):
    """Settings that cannot be used; the message is a Vietnamese sentence a line, each with the place and the way out."""


class Settings(MailSettings, SendingSettings, BackupSettings, MachinesSettings, PeopleSettings, BaseSettings):
    """Everything an office can set. Each field is `DONDOC_<NAME>` in the environment, `<name>` in `dondoc.toml`."""

    model_config = SettingsConfigDict(env_prefix="DONDOC_", extra="forbid", frozen=True)

    plans: Annotated[tuple[str, ...], NoDecode] = Field(
        ("bac-giang",), min_length=1, description="mã các kế hoạch được theo dõi, ít nhất một"
    )
    longest_gap: int = Field(
        20,
        ge=1,
        le=400,
        description="số ngày dài nhất không chạy đợt đôn đốc mà không hỏi lại, số từ 1 đến 400",
    )
    ask_above: int = Field(0, ge=0, le=100_000, description="số báo cáo mở cùng lúc mà không hỏi; 0 là tự tính")
    adopt_from: date | None = Field(
        None,
        ge=date(2000, 1, 1),
        le=date(2100, 12, 31),
        description="ngày bắt đầu theo dõi, sớm hơn hoặc muộn hơn ngày tiếp nhận, dạng 2023-01-15",
    )
    port: int = Field(4200, ge=1, le=65535, description="cổng của giao diện Prefect, số từ 1 đến 65535")
    web_port: int = Field(4280, ge=1, le=65535, description="cổng của trang báo cáo, số từ 1 đến 65535")
    host: str = Field("127.0.0.1", description="địa chỉ mạng mà giao diện Prefect lắng nghe")
    web_host: str = Field("", description="địa chỉ mạng mà trang báo cáo lắng nghe; không ghi thì như host")
    answer_url: str = Field("", description="địa chỉ trang báo cáo như các cơ quan nhìn thấy")
    ui_url: str = Field("", description="địa chỉ giao diện Prefect như Văn phòng mở, khi đi qua máy chủ web của tỉnh")
    contact: str = Field(
        "",
        max_length=200,
        description="người và số điện thoại để các cơ quan liên hệ, ghi trong thư, dài nhất 200 ký tự",
    )
    page_limit: int = Field(
        1,
        ge=0,
        le=1000,
        description="hệ số nới giới hạn số yêu cầu tới trang báo cáo, số từ 1 đến 1000; 0 là không giới hạn",
    )
    trusted_proxies: Annotated[tuple[str, ...], NoDecode, AfterValidator(read_networks)] = Field(
        (), description="địa chỉ máy chủ web chuyển tiếp đến trang báo cáo, như 127.0.0.1 hoặc 10.1.2.0/24"
    )
    deputy_domains: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="tên miền thư mà người báo cáo thay không cần cơ quan xác nhận, như bacgiang.gov.vn"
    )
    report_symbol: str = Field("BC-VP", max_length=40, description="ký hiệu sau số của báo cáo, như BC-VP")
    letter_symbol: str = Field("VP", max_length=40, description="ký hiệu sau số của công văn đôn đốc, như VP-NC")
    tracker_symbol: str = Field("BC-CAT", max_length=40, description="ký hiệu sau số báo cáo của cơ quan theo dõi")
    tracker_authority: str = Field("Bộ Công an", max_length=60, description="cơ quan chủ quản của cơ quan theo dõi")
    report_drafter: str = Field("", max_length=40, description="đơn vị soạn thảo ở dòng Lưu, như TH")
    report_power: str = Field("", max_length=100, description="quyền hạn của người ký, như KT. CHÁNH VĂN PHÒNG")
    report_post: str = Field("", max_length=100, description="chức vụ của người ký; trống thì là người đứng đầu")
    report_signer: str = Field("", max_length=100, description="họ và tên người ký")
    report_recipients: Annotated[tuple[str, ...], NoDecode] = Field(
        (), max_length=20, description="nơi nhận ngoài «Như trên», mỗi nơi một dòng"
    )
    report_place: str = Field("", max_length=60, description="địa danh trên báo cáo; trống thì theo danh bạ cơ quan")
    link_key: str = Field("", description="khóa ký liên kết, chỉ đặt trong môi trường")
    ui_password: str = Field("", description="mật khẩu vào giao diện Prefect, chỉ đặt trong môi trường")
    database_url: str = Field("", description="cơ sở dữ liệu khác SQLite, chỉ đặt trong môi trường")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003  the signature is pydantic's
        init_settings: PydanticBaseSettingsSource,
        *others: PydanticBaseSettingsSource,  # noqa: ARG003  the same
        **named: PydanticBaseSettingsSource,  # noqa: ARG003  the same
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take what is given alone: `open_home` joins the sources. A class for each home, with its sources, costs more."""
        return (init_settings,)

    @field_validator("report_recipients", mode="before")
    @classmethod
    def read_recipients(cls, value: object) -> object:
        """Return the recipients of a report, as a list or, in the environment, separated by semicolons."""
        listed = value.split(";") if isinstance(value, str) else value
        if not isinstance(listed, list | tuple) or not all(isinstance(one, str) for one in listed):
            return None
        return tuple(one.strip().rstrip(".;") for one in listed if one.strip())

    @field_validator("plans", "trusted_proxies", "deputy_domains", mode="before")
    @classmethod
    def read_list(cls, value: object) -> object:
        """Return a list of words, each once, as it is written in the file, or in the environment: `bac-giang,lao-cai`."""
        if isinstance(value, str):
            try:
                value = json.loads(value) if value.lstrip().startswith("[") else value.split(",")
            except ValueError:
                raise ValueError(
                    "danh sách viết sai; hãy viết các mã cách nhau bằng dấu phẩy, như bac-giang,lao-cai."
                ) from None
        if not isinstance(value, list | tuple) or not all(isinstance(code, str) for code in value):
            return None
        return list(dict.fromkeys(code for item in value if (code := item.strip())))

    @field_validator("deputy_domains")
    @classmethod
    def read_domains(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        """Return domains in lower case; what is none trusts nobody, and is refused."""
        return tuple(map(read_domain, value))

    @field_validator("ask_above", "longest_gap", "port", "web_port", "page_limit", mode="before")
    @classmethod
    def read_number(cls, value: object) -> object:
        """Return a number; `true` is none."""
        return None if isinstance(value, bool) else value

    @field_validator("adopt_from", mode="before")
    @classmethod
    def read_day(cls, value: object) -> object:
        """Return a day; a bare number is none."""
        if value is None or isinstance(value, date):
            return value
        if isinstance(value, str) and re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", value.strip()):
            return value.strip()
        return ""

    @field_validator("answer_url")
    @classmethod
    def read_answer_url(cls, value: str) -> str:
        """Return the address of the answer pages as links begin with it."""
        return read_web_address(value)

    @field_validator("ui_url")
    @classmethod
    def read_ui_url(cls, value: str) -> str:
        """Return the address of Prefect's UI as links begin with it, up to the `/v2` that is always there."""
        return read_web_address(value.strip().rstrip("/").removesuffix("/v2"), "giao diện theo dõi", alone=True)

    @field_validator("database_url")
    @classmethod
    def read_database_url(cls, value: str) -> str:
        """Return the address of a database of one of the two kinds that there are; nothing of it is told."""
        address = value.strip()
        try:
            kind = urlsplit(address).scheme
            port = urlsplit(address).port
        except ValueError:
            kind, port = "", None
        if address and (kind not in ("sqlite", "postgresql", "postgresql+psycopg") or port == 0):
            raise ValueError(
                "địa chỉ cơ sở dữ liệu không dùng được; hãy viết như postgresql://ten:mat-khau@may-chu:5432/dondoc, dấu @ : / # "
                "trong mật khẩu viết dạng %XX."
            )
        return address

    @field_validator("ui_password")
    @classmethod
    def read_ui_password(cls, value: str) -> str:
        """Return the password of the UI; nothing of it is told."""
        return guard_password(value.strip()) if value.strip() else ""

    @field_validator("host", "web_host")
    @classmethod
    def read_hosts(cls, value: str, info: ValidationInfo) -> str:
        """Return the address to listen at; `web_host` may be left open."""
        return "" if info.field_name == "web_host" and not value.strip() else read_host(value)


@dataclass(frozen=True)
class Home:
    """`DONDOC_HOME`: everything the program writes and everything an office edits, with the settings it gives.

    `written` is what its `dondoc.toml` sets, as it is written there.
    """

    path: Path
    settings: Settings
    written: WrittenSettings = field(default_factory=WrittenSettings)

    @property
    def database_url(self) -> str:
        """Where the database is: SQLite in the home unless the environment names another."""
        return self.settings.database_url or f"sqlite:///{self.database_file}"

    @property
    def database_file(self) -> Path:
        """The file of the database, unless the environment names another."""
        return self.path / "dondoc.db"

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
    def drafts(self) -> Path:
        """Drafts of plans that wait for the office's decisions, a folder each; nothing of them is followed."""
        return self.path / "drafts"

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
        host = f"[{self.page_host}]" if ":" in self.page_host else self.page_host
        return settings.answer_url or f"http://{host}:{settings.web_port}"

    @property
    def page_host(self) -> str:
        """The address of the network that the answer pages listen at."""
        return self.settings.web_host or self.settings.host

    @property
    def is_answered_here_alone(self) -> bool:
        """Tell whether only this machine itself can open `answer_url`."""
        return is_here_alone(self.answer_url)

    def place_of(self, name: str) -> str:
        """Return where a setting was given: the variable of the environment, or the file with its line."""
        return _place(name, self.path, self.written)

    def keep_addresses(self) -> None:
        """Keep the addresses of these settings, under which `up` starts, for all other commands.

        The answer pages' address that `dondoc.toml` sets is left there, where an edit of it holds at once. Raise
        SettingsError where they cannot be kept.
        """
        kept = {name: getattr(self.settings, name) for name in KEPT}
        if self.settings.answer_url == str(self.written.values.get("answer_url", "")).strip().rstrip("/"):
            del kept["answer_url"]
        try:
            keep(self.path, kept)
        except OSError as error:
            raise SettingsError(
                f"Không ghi được vào thư mục dữ liệu {self.path} ({system_words(error)}); hãy sửa quyền của thư mục."
            ) from None


DEFAULT_HOME = Path("~/dondoc")
"""The home when neither `--home` nor `DONDOC_HOME` names one."""


def open_home(path: Path, given: Mapping[str, Any] | None = None, *, starts: bool = False) -> Home:
    """Return the home at `path` with its settings, making its folders, for this account alone.

    `given` are settings from the command line, stronger than all others. The addresses that the last `up` kept come
    next, so that every command signs the links of the pages that run; for the `up` that `starts` they come last. Raise
    SettingsError with one sentence when the folder cannot be written, or a setting is wrong.
    """
    path = path.expanduser().resolve()
    try:
        for folder in (path, path / "mailbox", path / "reports", path / "plans", path / "evidence"):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        narrow(path / name for name in MADE_HERE)
        probe = path / ".write-probe"
        probe.touch()
        probe.unlink(missing_ok=True)  # another process may have tried at the same time
    except OSError as error:
        raise SettingsError(
            f"Không ghi được vào thư mục dữ liệu {path} ({system_words(error)}); hãy chọn thư mục khác bằng --home."
        ) from None
    return _read_settings(path, given or {}, starts=starts)


def _read_settings(home: Path, given: Mapping[str, Any], *, starts: bool) -> Home:
    try:
        kept, moved = read_kept(home), moved_values(home)
    except ValueError as error:
        raise SettingsError(str(error)) from None
    written = read_settings_file(home, Settings.model_fields)
    file = {name: value for name, value in written.values.items() if name not in SECRETS}
    faults = [*map(str, written.faults), *secrets_in_file(home, written, SECRETS)]
    faults += [*unreadable_variables(os.environ), *misspelt_variables(os.environ, Settings.model_fields)]

    sources = (moved, EnvSettingsSource(Settings)(), file)
    strongest_first = (given, *sources, kept) if starts else (given, kept, *sources)
    try:
        settings = Settings(**ChainMap(*map(dict, strongest_first)))
    except ValidationError as error:
        faults.extend(_wrong_values(error, home, written, given))
    if faults:
        raise SettingsError("\n".join(sorted(faults, key=by_line)))
    return Home(home, settings, written)


def _wrong_values(
    error: ValidationError, home: Path, written: WrittenSettings, given: Mapping[str, Any]
) -> Iterator[str]:
    """Yield a sentence for each setting whose value cannot be used, with the place that gave it."""
    told = set()
    unreadable = {place.partition(":")[0].upper() for place in unreadable_variables(os.environ)}
    for found in error.errors():
        name = str(found["loc"][0])
        place = _place(name, home, written)
        if name in told or (place.upper() in unreadable and name not in given):
            continue
        told.add(name)
        value = os.environ.get(place, written.values.get(name))
        if name in given:
            place, value = f"--{name.replace('_', '-')}", given[name]
        own_words = str(found["ctx"]["error"]) if found["type"] == "value_error" else ""
        yield f"{place}: {own_words or _unfit(name, value)}"


def _place(name: str, home: Path, written: WrittenSettings) -> str:
    """Return the variable of the environment that gives a setting, as it is spelt there, else its line of the file."""
    variable = next((key for key in os.environ if key.upper() == _variable(name)), "")
    line = written.lines.get(name)
    return variable or (f"{home / SETTINGS_FILE}:{line}" if line else str(home / SETTINGS_FILE))


def _variable(name: str) -> str:
    return f"DONDOC_{name.upper()}"


def _unfit(name: str, value: object) -> str:
    """Return that a setting cannot have a value, which is told unless it may be a secret, and what it needs."""
    words = ", ".join(map(_in_words, value)) if isinstance(value, list) else _in_words(value)
    shown = "" if name in SECRETS else f" «{words[:_MOST_SHOWN]}»" if words else " trống"
    return f"thiết lập «{name}» không nhận giá trị{shown}; cần {Settings.model_fields[name].description}."


def _in_words(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
