"""The command `dondoc status`: where a plan stands on a day, for people or for scripts."""

import json
from typing import Annotated

import typer

from cli.arguments import HomeOption, JsonOption, refuse
from cli.homes import day_to_read, open_for_reading, plans_named
from flows.acts.find_check_in import find_agency
from flows.acts.open_home import OpenHome
from flows.acts.reports.progress import plan_progress
from models.check_ins.adoption import describe_plans_to_begin, plans_to_begin
from plan.periods import describe_period
from plan.refs import told_ref
from plan.texts.written import format_day
from reports.labels import format_rate
from reports.progress import Progress
from reports.status import status_json

app = typer.Typer(add_completion=False, rich_markup_mode=None)
SHOWN = 10
"""How many agencies are named before the rest is counted."""


@app.command(help="Xem tình hình thực hiện: báo cáo đúng hạn, quá hạn, trong hạn; cơ quan nào quá hạn nhiều nhất.")
def show(
    home: HomeOption = None,
    on: Annotated[
        str, typer.Option("--on", metavar="NGÀY", help="Xem như ở một ngày đã qua.", show_default=False)
    ] = "",
    agency: Annotated[
        str, typer.Option("--agency", metavar="CƠ_QUAN", help="Chỉ xem một cơ quan (mã).", show_default=False)
    ] = "",
    plan: Annotated[
        str, typer.Option("--plan", metavar="KẾ_HOẠCH", help="Chỉ xem một kế hoạch (mã).", show_default=False)
    ] = "",
    as_json: JsonOption = False,
) -> None:
    """Print the standings at the end of a day, as known now."""
    with open_for_reading(home) as (office, plans):
        chosen = plans_named(plans, plan)
        code = ""
        if agency:
            register, code = find_agency(plans, agency)
            chosen = [loaded for loaded in chosen if loaded.register.code == register.code]
        day = day_to_read(office, on, "--on")
        notes = _notes(office)
        found = [plan_progress(office, loaded, day, office.clock.now(), code) for loaded in chosen]
    if not found:
        refuse(
            f"Kế hoạch «{plan}» không thuộc tỉnh của cơ quan «{agency}»; hãy bỏ --plan hoặc ghi kế hoạch của tỉnh đó."
        )
    if as_json:
        typer.echo(json.dumps(status_json(*found), ensure_ascii=False, indent=2))
        return
    for note in notes:
        typer.echo(f"Lưu ý: {note}")
    for place, progress in enumerate(found):
        if place:
            typer.echo("")
        _tell(progress, code)


def _notes(office: OpenHome) -> list[str]:
    """Return what explains figures that are smaller than one expects: letters that are held, plans that begin later."""
    with office.database.read() as session:
        begin = plans_to_begin(session, office.clock.today())
    return [*([str(office.hold)] if office.hold else []), *describe_plans_to_begin(begin)]


def _tell(progress: Progress, agency: str) -> None:
    if progress.trial:
        typer.echo("BẢN CHẠY THỬ")
    reporting, document = progress.reporting, progress.plan.document
    named = f"{document.short} của {document.issuer}" if document.number else f"{document.kind} của {document.issuer}"
    typer.echo(f"{named} về {document.subject} ({progress.plan.code}), tính đến hết ngày {format_day(progress.on)}")
    if agency:
        typer.echo(f"Cơ quan: {progress.name_of(agency)}")
    cells = (
        ("Báo cáo đúng hạn", reporting.on_time),
        ("Báo cáo quá hạn", reporting.late),
        ("Chưa báo cáo, trong hạn", reporting.open_in_time),
        ("Chưa báo cáo, quá hạn", reporting.open_overdue),
        ("Chưa đến kỳ báo cáo trong năm", reporting.not_yet_open),
    )
    for label, count in cells:
        typer.echo(f"  {label:<26} {count:>6}")
    typer.echo(f"  {'Tỷ lệ đúng hạn':<26} {format_rate(reporting.on_time_rate):>6}")
    if agency:
        _tell_lines(progress)
    else:
        _tell_worst(progress)


def _tell_worst(progress: Progress) -> None:
    """Print who owes most past its date, an agency a line."""
    owing = progress.overdue.written("holder")
    agencies = list(dict.fromkeys(owing))
    if agencies:
        typer.echo("Quá hạn nhiều nhất:")
    for holder in agencies[:SHOWN]:
        late = progress.overdue.of(holder=holder)
        refs, days = ", ".join(map(told_ref, dict.fromkeys(late.written("ref")))), late["days_late"].max()
        typer.echo(f"  {progress.name_of(holder)}: {len(late)} báo cáo, quá hạn nhiều nhất {days} ngày ({refs})")
    if len(agencies) > SHOWN:
        typer.echo(f"  … và {len(agencies) - SHOWN} cơ quan khác.")


def _tell_lines(progress: Progress) -> None:
    """Print every line that one agency still owes: those past their date first, then those in time."""
    in_time = progress.standings.of(stage="open_in_time")
    for heading, lines in (("Quá hạn:", progress.overdue), ("Trong hạn:", in_time)):
        if lines:
            typer.echo(heading)
        for one in lines:
            scope = f" ({progress.plan.scopes.get(one.scope, one.scope)})" if one.scope else ""
            late = f", quá hạn {one.days_late} ngày" if one.days_late else ""
            told = f"{told_ref(one.ref)}{scope} {progress.title_of(one.ref)}, {describe_period(one.period)}"
            typer.echo(f"  hạn {format_day(one.due_on)}{late}  {told}")
