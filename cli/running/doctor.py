"""The command `dondoc doctor`: everything in a home that an office ought to look at."""

import json
from itertools import groupby
from pathlib import Path
from typing import Annotated

import typer

from cli.arguments import HomeOption, JsonOption, refuse
from cli.homes import find_home_there, refusals
from flows.acts.doctor.examine import examine
from flows.acts.doctor.findings import BROKEN, GOOD, NOTE, Finding, of_kind
from flows.acts.doctor.next_looks import rebuild_next as rebuild
from flows.acts.doctor.reach import try_letter
from flows.acts.open_home import open_office
from flows.faults import sentence_of
from models.database_faults import describe_database_fault

app = typer.Typer(add_completion=False, rich_markup_mode=None)
MARKS = {GOOD: "tốt    ", NOTE: "lưu ý  ", BROKEN: "hỏng   "}


@app.command(
    help="Kiểm tra thư mục dữ liệu: kế hoạch, danh bạ, kênh gửi, lịch nghỉ, việc chưa có cơ quan tiếp nhận nhiệm vụ, thư chờ."
)
def show(
    home: HomeOption = None,
    test_letter: Annotated[
        str,
        typer.Option(
            "--test-letter",
            metavar="ĐỊA_CHỈ",
            help="Gửi một thư thử đến địa chỉ này; kênh khác thì ghi như sms:0912345678.",
            show_default=False,
        ),
    ] = "",
    rebuild_next: Annotated[
        bool,
        typer.Option(
            "--rebuild-next",
            help="Chỉ tính lại ngày đợt đôn đốc phải xem tiếp từng phiếu báo cáo và đối chiếu; không kiểm tra gì khác.",
        ),
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Print each finding; exit 1 when something does not work."""
    path = find_home_there(home)
    if rebuild_next:
        if test_letter or as_json:
            refuse("--rebuild-next không dùng cùng --test-letter, --json.")
        with refusals(), open_office(path) as office:
            typer.echo(rebuild(office).sentence)
        return
    with refusals():
        found = _examine(path, test_letter)
    if as_json:
        typer.echo(json.dumps([_as_json(one) for one in found], ensure_ascii=False, indent=2))
    else:
        _tell(found)
    if any(one.grade == BROKEN for one in found):
        raise typer.Exit(1)


def _tell(found: list[Finding]) -> None:
    """Print what was found under the part of the home it belongs to: how it stands, what, since when, what to do."""
    for kind, of_it in groupby(found, key=lambda one: one.kind):
        typer.echo(f"{kind}:")
        for one in of_it:
            typer.echo(f"  {MARKS[one.grade]}{one.sentence}")


def _as_json(one: Finding) -> dict[str, str | None]:
    since = one.since.isoformat() if one.since else None
    return {
        "grade": one.grade,
        "kind": one.kind,
        "what": one.what,
        "since": since,
        "todo": one.todo,
        "sentence": one.sentence,
    }


def _examine(path: Path, test_letter: str) -> list[Finding]:
    """Return what was found, up to where the database did not do as it was told, which is a finding itself."""
    found: list[Finding] = []
    try:
        with open_office(path) as office:
            found.extend(examine(office, office.clock.today()))
            if test_letter:
                found.extend(of_kind("Đường gửi", [try_letter(office, test_letter, office.clock.now())]))
    except Exception as error:
        if not (words := describe_database_fault(error)):
            raise
        found.append(Finding(BROKEN, sentence_of(words), kind="Cơ sở dữ liệu"))
    return found
