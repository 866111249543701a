"""The command `dondoc audit`: who did what and who looked at what, in the order in which it happened."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import timedelta
from typing import Annotated

import typer

from cli.arguments import HomeOption, JsonOption, parse_day_option, refuse, refuse_unknown
from cli.homes import open_for_reading
from flows.acts.open_home import today
from models.agencies import province_and_code
from models.audit.acts import BY_COMMAND, BY_PAGE, BY_TELEPHONE
from models.audit.trail import VIEW, Entry, of_agency, trail_between
from models.clock import in_zone
from notifications.contacts.directory import names_of
from notifications.links import ANSWER, JUDGE, OFFICE
from plan.parties import Register
from plan.periods import describe_period

app = typer.Typer(add_completion=False, rich_markup_mode=None)
USUAL_SPAN = timedelta(days=30)
"""How far back the trail is shown where no day is given."""
KINDS = {
    "answer": "trả lời",
    "save": "lưu nháp",
    "evidence": "thêm minh chứng",
    "withdraw-evidence": "rút minh chứng",
    "accept": "xác nhận",
    "return": "trả lại",
    "ask-extension": "đề nghị gia hạn",
    "decide-extension": "quyết định gia hạn",
    "explain": "giải trình chậm",
    "object": "nêu ý kiến về nhiệm vụ",
    "decide-objection": "quyết định về ý kiến",
    "end-declaration": "chấm dứt khai báo",
    "name-deputy": "cử người trả lời thay",
    "end-deputy": "thôi cử người trả lời thay",
    "contribute": "góp ý phối hợp",
    "refer": "trình việc vượt thẩm quyền",
    "decide-referral": "ghi ý kiến chỉ đạo",
    "release": "phát hành thư",
    "waive": "miễn trả lời",
    "request": "yêu cầu đột xuất",
    "incident": "báo sự cố",
    "send-link": "gửi liên kết mới",
    "show-link": "in liên kết",
    "revoke-link": "thu hồi liên kết",
    "go-live": "bắt đầu gửi thư",
    "back-to-prepared": "dừng gửi thư, trở lại chuẩn bị",
    "rehearse": "gửi thư diễn tập",
}
"""What people call each kind of act."""
_PAGES = {ANSWER: "trang trả lời", JUDGE: "trang theo dõi", OFFICE: "bàn làm việc của Văn phòng"}
_SHOWN = {"page": "", "agency": "việc chung của cơ quan", "file": "minh chứng", "line": "mục"}
_FUNCTIONS = {"": "", "head": " (người đứng đầu)", "deputy": " (người trả lời thay)"}
_WAYS = {BY_PAGE: "trên trang", BY_TELEPHONE: "qua điện thoại", BY_COMMAND: "Văn phòng ghi"}


@app.command(help="Xem nhật ký: ai đã làm gì, ai đã xem trang nào, theo thứ tự thời gian.")
def show(
    from_: Annotated[
        str,
        typer.Option("--from", metavar="NGÀY", help="Từ ngày; không ghi thì 30 ngày trước.", show_default=False),
    ] = "",
    to: Annotated[
        str, typer.Option("--to", metavar="NGÀY", help="Đến hết ngày; không ghi thì hôm nay.", show_default=False)
    ] = "",
    agency: Annotated[
        str,
        typer.Option(
            "--agency",
            metavar="CƠ_QUAN",
            help="Chỉ xem một cơ quan (mã); của tỉnh khác ghi «mã tỉnh:mã cơ quan».",
            show_default=False,
        ),
    ] = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Print the trail of a span of days, one line for each act and each view."""
    with open_for_reading(home) as (office, plans):
        registers = [loaded.register for loaded in plans.values()]
        own = registers[0].code
        if agency and agency not in (names := names_of(registers, own)):
            refuse_unknown("cơ quan", agency, names)
        last = parse_day_option(to, "--to") if to else today(office)
        first = parse_day_option(from_, "--from") if from_ else last - USUAL_SPAN
        if first > last:
            refuse(f"--from {first:%d/%m/%Y} sau --to {last:%d/%m/%Y}; hãy đổi lại.")
        with office.database.read() as session:
            found = trail_between(session, office.home, first, last, own_province=own)
    if agency:
        found = list(of_agency(found, *province_and_code(own, agency)))
    if as_json:
        print(json.dumps([_as_json(entry) for entry in found], ensure_ascii=False, indent=2))
        return
    for entry in found:
        print(_line(entry, registers))
    print(f"{len(found)} dòng, từ {first:%d/%m/%Y} đến {last:%d/%m/%Y}.")


def _as_json(entry: Entry) -> dict[str, str]:
    return asdict(entry) | {"at": in_zone(entry.at).isoformat()}


def _line(entry: Entry, registers: Iterable[Register]) -> str:
    name = next((one.name_of(entry.agency) for one in registers if one.code == entry.province), entry.agency)
    what = _view_words(entry) if entry.kind == VIEW else _act_words(entry)
    who = ", ".join(word for word in (_person(entry), _WAYS.get(entry.way, entry.way), _link(entry)) if word)
    return _one_line(f"{in_zone(entry.at):%d/%m/%Y %H:%M}  {name}{_FUNCTIONS[entry.function]}: {what} [{who}]")


def _act_words(entry: Entry) -> str:
    about = f" {entry.ref} ({describe_period(entry.period)})" if entry.ref else ""
    item = f" {entry.item}" if entry.item else ""
    detail = f": {entry.detail}" if entry.detail else ""
    return f"{KINDS.get(entry.kind, entry.kind)}{about}{item}{detail}"


def _view_words(entry: Entry) -> str:
    what, _, number = entry.item.partition(" ")
    part = " ".join(word for word in (_SHOWN.get(what, what), number) if word)
    page = _PAGES.get(entry.detail, entry.detail)
    return f"xem {part}, {page}" if part else f"xem {page}"


def _person(entry: Entry) -> str:
    return f"{entry.name} ({entry.post})" if entry.name and entry.post else entry.name


def _link(entry: Entry) -> str:
    return f"liên kết {entry.link}" if entry.link else ""


def _one_line(text: str) -> str:
    """Return text that people wrote as one line that moves no cursor."""
    return "".join(letter if letter.isprintable() else " " for letter in text)
