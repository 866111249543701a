"""The command `dondoc audit`: who did what and who looked at what, in the order in which it happened."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import timedelta
from textwrap import indent
from typing import Annotated

import typer

from cli.arguments import HomeOption, JsonOption, parse_day_option, refuse, refuse_unknown
from cli.homes import open_for_reading
from flows.acts.doctor.self_audit import audit_home
from flows.acts.open_home import today
from models.agencies import province_and_code
from models.audit.trail import Asked, Entry, of_agency, trail_between
from models.clock import in_zone
from notifications.contacts.directory import names_of
from notifications.wording.audit_words import Names, entry_line
from plan.texts.written import format_day

app = typer.Typer(add_completion=False, rich_markup_mode=None)
USUAL_SPAN = timedelta(days=30)
"""How far back the trail is shown where no day is given."""


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
    views: Annotated[bool, typer.Option("--views", help="Chỉ xem ai đã xem gì, không xem việc đã làm.")] = False,
    itself: Annotated[
        bool,
        typer.Option(
            "--self", help="Tự kiểm tra: đã mở đủ kỳ, đã đôn đốc đủ nấc, lịch sử khớp nhau; không xem nhật ký."
        ),
    ] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Print the trail of a span of days, one line for each act and each view; or what the self-audit finds, with exit 1."""
    if itself:
        if from_ or to or agency or views:
            refuse("--self không dùng cùng --from, --to, --agency, --views: tự kiểm tra xem toàn bộ thư mục dữ liệu.")
        _audit_itself(home, as_json=as_json)
        return
    with open_for_reading(home) as (office, plans):
        registers = [loaded.register for loaded in plans.values()]
        own = registers[0].code
        if agency and agency not in (names := names_of(registers, own)):
            refuse_unknown("cơ quan", agency, names)
        last = parse_day_option(to, "--to") if to else today(office)
        first = parse_day_option(from_, "--from") if from_ else last - USUAL_SPAN
        if first > last:
            refuse(f"--from {format_day(first)} sau --to {format_day(last)}; hãy đổi lại.")
        with office.database.read() as session:
            found = trail_between(session, office.home, Asked(first, last, own, views_only=views))
            if agency:
                found = of_agency(found, *province_and_code(own, agency))
            count = _print_json(found) if as_json else _print_lines(found, Names(plans, own))
    if not as_json:
        print(f"{count} dòng, từ {format_day(first)} đến {format_day(last)}.")


def _print_json(found: Iterable[Entry]) -> int:
    """Print a list of entries one by one, and return how many; a trail is never held as a whole."""
    count = 0
    for count, entry in enumerate(found, 1):
        said = json.dumps(_as_json(entry), ensure_ascii=False, indent=2)
        print(f"{',' if count > 1 else '['}\n{indent(said, '  ')}", end="")
    print("\n]" if count else "[]")
    return count


def _print_lines(found: Iterable[Entry], names: Names) -> int:
    count = 0
    for count, entry in enumerate(found, 1):  # noqa: B007  as above
        print(_one_line(f"{format_day(at := in_zone(entry.at))} {at:%H:%M}  {entry_line(entry, names)}"))
    return count


def _audit_itself(home: HomeOption, *, as_json: bool) -> None:
    with open_for_reading(home) as (office, _):
        found = [finding.sentence for finding in audit_home(office)]
    if as_json:
        print(json.dumps(found, ensure_ascii=False, indent=2))
    elif found:
        print("\n".join(found))
    else:
        print("Tự kiểm tra: đã mở đủ các kỳ, đã đôn đốc đủ các nấc, lịch sử khớp nhau.")
    if found:
        raise typer.Exit(1)


def _as_json(entry: Entry) -> dict[str, str]:
    return asdict(entry) | {"at": in_zone(entry.at).isoformat()}


def _one_line(text: str) -> str:
    """Return text that people wrote as one line that moves no cursor."""
    return "".join(letter if letter.isprintable() else " " for letter in text)
