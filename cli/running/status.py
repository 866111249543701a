"""The command `dondoc status`: where a plan stands on a day, for people or for scripts."""

import json
from typing import Annotated

import typer

from cli.arguments import HomeOption, JsonOption, parse_day_option, refuse_unknown
from cli.homes import open_for_reading
from flows.acts.open_home import Office
from flows.acts.progress import plan_progress
from models.check_ins.adoption import describe_plans_to_begin, plans_to_begin
from reports.labels import format_rate
from reports.progress import Progress
from reports.status import status_json

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(help="Xem tình hình thực hiện: báo cáo đúng hạn, quá hạn, còn hạn; việc nào chậm nhất.")
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
        if plan and plan not in plans:
            refuse_unknown("kế hoạch", plan, plans)
        known = {code for loaded in plans.values() for code in loaded.register.agencies}
        if agency and agency not in known:
            refuse_unknown("cơ quan", agency, known)
        day = parse_day_option(on, "--on") if on else office.clock.today()
        chosen = [loaded for code, loaded in plans.items() if plan in ("", code)]
        notes = _notes(office)
        found = [plan_progress(office, loaded, day, office.clock.now(), agency) for loaded in chosen]
    if as_json:
        parts = [status_json(progress) for progress in found]
        typer.echo(json.dumps(parts[0] if len(parts) == 1 else parts, ensure_ascii=False, indent=2))
        return
    for note in notes:
        typer.echo(f"Lưu ý: {note}")
    for progress in found:
        _tell(progress)


def _notes(office: Office) -> list[str]:
    """Return what explains figures that are smaller than one expects: letters that are held, plans that begin later."""
    with office.database.read() as session:
        begin = plans_to_begin(session, office.clock.today())
    return [*([str(office.hold)] if office.hold else []), *describe_plans_to_begin(begin)]


def _tell(progress: Progress) -> None:
    if progress.trial:
        typer.echo("BẢN CHẠY THỬ")
    reporting = progress.reporting
    document = progress.plan.document
    typer.echo(f"{document.kind} của {document.issuer}, tính đến hết ngày {progress.on:%d/%m/%Y}")
    cells = (
        ("Báo cáo đúng hạn", reporting.on_time),
        ("Báo cáo quá hạn", reporting.late),
        ("Chưa báo cáo, còn hạn", reporting.open_in_time),
        ("Chưa báo cáo, quá hạn", reporting.open_overdue),
        ("Chưa đến kỳ mở trong năm", reporting.not_yet_open),
    )
    for label, count in cells:
        typer.echo(f"  {label:<26} {count:>6}")
    typer.echo(f"  {'Tỷ lệ đúng hạn':<26} {format_rate(reporting.on_time_rate):>6}")
    if progress.overdue:
        typer.echo("Chậm nhất:")
    for standing in progress.overdue[:10]:
        name = progress.name_of(standing.holder, standing.scope)
        typer.echo(f"  quá hạn {standing.days_late} ngày  {name}: {standing.ref} {progress.title_of(standing.ref)}")
    if len(progress.overdue) > 10:
        typer.echo(f"  … và {len(progress.overdue) - 10} báo cáo khác.")
