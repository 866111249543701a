"""What an office sets about who lets letters to the Chairman go, reports that go out by mail, and readers of the board."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, Field, field_validator
from pydantic_settings import NoDecode

SENT_KINDS = ("week", "month", "quarter", "half-year", "year")
"""The kinds of report that may go out by schedule."""
UI_READER = "giao-dien"
"""As whom whoever comes from the Prefect UI reads the board."""
_SWITCHES = {"có": True, "không": False}
_READER = re.compile(r"\s*(?P<code>[a-z0-9]+(?:-[a-z0-9]+)*)\s*=\s*(?P<name>[^=:;]{1,100}?)\s*(?::(?P<fields>[^=:]*))?")
_FIELD = re.compile(r"[A-Za-zĐđ0-9][A-Za-zĐđ0-9.-]{0,79}")
_EXAMPLE = "pct-van-xa = Phó Chủ tịch phụ trách văn xã: so-y-te, II.1"


@dataclass(frozen=True)
class BoardReader:
    """Who has a link to the board of his own: a code, a name, and what he looks after.

    `fields` are refs of sections or tasks and codes of agencies: what his first view shows; none for who looks at all.
    """

    code: str
    name: str
    fields: tuple[str, ...] = ()

    def looks_after(self, agency: str, ref: str) -> bool:
        """Tell whether a task of an agency is in his fields; everything is in those of who looks at all."""
        return not self.fields or any(one in (agency, ref) or ref.startswith(f"{one}.") for one in self.fields)


class SendingSettings(BaseModel):
    """The settings about what waits for the office's release, which reports go to whom, and who reads the board."""

    report_kinds: Annotated[tuple[str, ...], NoDecode] = Field(
        ("week", "half-year", "year"),
        description=f"các loại báo cáo tự lập và xếp vào thư chờ phát hành khi hết kỳ, trong: {', '.join(SENT_KINDS)}",
    )
    report_send_to: Annotated[tuple[str, ...], NoDecode] = Field(
        (), max_length=20, description="mã các cơ quan nhận báo cáo qua thư ngoài Chủ tịch, như cong-an-tinh"
    )
    release_chairman: bool = Field(
        False, description="true nếu thư gửi Chủ tịch UBND tỉnh tự phát hành, false nếu Văn phòng phát hành"
    )
    release_reports: bool = Field(
        False, description="true nếu thư gửi báo cáo tự phát hành, false nếu Văn phòng phát hành"
    )
    board_readers: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        max_length=30,
        description=f"người xem bảng theo dõi bằng liên kết riêng, mỗi người một dòng, như {_EXAMPLE}",
    )

    @field_validator("report_kinds", "report_send_to", mode="before")
    @classmethod
    def read_words(cls, value: object) -> object:
        """Return a list of words, each once; in the environment they are separated by commas."""
        listed = value.split(",") if isinstance(value, str) else value
        if not isinstance(listed, list | tuple) or not all(isinstance(one, str) for one in listed):
            return None
        return tuple(dict.fromkeys(word for one in listed if (word := one.strip().strip('[]"'))))

    @field_validator("report_kinds")
    @classmethod
    def read_kinds(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        """Return kinds of report; one that there is not is refused."""
        if unknown := [one for one in value if one not in SENT_KINDS]:
            raise ValueError(f"không có loại báo cáo «{unknown[0]}»; hãy chọn trong: {', '.join(SENT_KINDS)}.")
        return value

    @field_validator("release_chairman", "release_reports", mode="before")
    @classmethod
    def read_switch(cls, value: object) -> object:
        """Return a switch, also as an office says it."""
        return _SWITCHES.get(value.strip().casefold(), value) if isinstance(value, str) else value

    @field_validator("board_readers", mode="before")
    @classmethod
    def read_lines(cls, value: object) -> object:
        """Return lines, one for each reader; in the environment they are separated by semicolons."""
        listed = value.split(";") if isinstance(value, str) else value
        if not isinstance(listed, list | tuple) or not all(isinstance(one, str) for one in listed):
            return None
        return tuple(one.strip() for one in listed if one.strip())

    @field_validator("board_readers")
    @classmethod
    def guard_readers(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        """Return the lines as they are written; one that names nobody, or somebody a second time, is refused."""
        codes = [reader.code for reader in read_readers(value)]
        if UI_READER in codes:
            raise ValueError(f"mã «{UI_READER}» dành cho giao diện theo dõi; hãy đặt mã khác.")
        if twice := [code for code in codes if codes.count(code) > 1]:
            raise ValueError(f"người xem «{twice[0]}» được ghi hai lần; mỗi người một mã.")
        return value

    def readers(self) -> tuple[BoardReader, ...]:
        """Return who has a link to the board of his own, in the order of the setting."""
        return tuple(read_readers(self.board_readers))


def read_readers(lines: Sequence[str]) -> list[BoardReader]:
    """Return the readers that lines name: `mã = Tên` or `mã = Tên: phạm vi, phạm vi`. Raise ValueError for any other line."""
    found = []
    for line in lines:
        said = _READER.fullmatch(line)
        fields = [one.strip() for one in (said["fields"] or "").split(",") if one.strip()] if said else []
        if said is None or not all(_FIELD.fullmatch(one) for one in fields):
            raise ValueError(
                f"không hiểu «{line[:60]}»; hãy ghi mã = Tên, hoặc mã = Tên: các phạm vi, như «{_EXAMPLE}»."
            )
        found.append(BoardReader(said["code"], said["name"], tuple(fields)))
    return found
