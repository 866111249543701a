"""The command `dondoc measure`: what came of each reminder and rung, for people or for scripts."""

import json
from typing import Annotated

import typer

from cli.arguments import HomeOption, JsonOption, parse_day_option
from cli.homes import day_to_read, open_for_reading, plans_named
from flows.acts.reports.measured import measure_home, measure_trials
from plan.texts.written import format_day
from reports.figures import TextTable
from reports.measured.rungs import NOTE, RungMeasure, rungs_table
from reports.measured.trial import trial_words

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(
    help="Đo hiệu quả nhắc, đôn đốc: mỗi lần nhắc gửi bao nhiêu, có người mở, có báo cáo trong 1, 3, 7 ngày (theo lịch)."
)
def show(
    home: HomeOption = None,
    plan: Annotated[
        str, typer.Option("--plan", metavar="KẾ_HOẠCH", help="Chỉ tính một kế hoạch (mã).", show_default=False)
    ] = "",
    first: Annotated[
        str, typer.Option("--from", metavar="NGÀY", help="Tính thư gửi từ ngày này.", show_default=False)
    ] = "",
    last: Annotated[
        str,
        typer.Option("--on", metavar="NGÀY", help="Tính đến hết ngày này; không ghi thì hôm nay.", show_default=False),
    ] = "",
    as_json: JsonOption = False,
) -> None:
    """Print what came of each rung."""
    since = parse_day_option(first, "--from") if first else None
    with open_for_reading(home) as (office, plans):
        chosen = {loaded.plan.code: loaded for loaded in plans_named(plans, plan)}
        on = day_to_read(office, last, "--on")
        trials = measure_trials(office, chosen, on)
        measures = measure_home(office, plans if not plan else chosen, on, since, plan)
    if as_json:
        typer.echo(json.dumps([_as_json(one) for one in measures], ensure_ascii=False, indent=2))
        return
    if not measures:
        typer.echo("Chưa có thư nhắc, đôn đốc nào được gửi trong thời gian này.")
        return
    span = f"từ ngày {format_day(since)} " if since else ""
    typer.echo(f"Kết quả sau mỗi lần nhắc, đôn đốc, {span}tính đến hết ngày {format_day(on)}")
    for line in aligned(rungs_table(measures)):
        typer.echo(line)
    typer.echo(NOTE)
    for trial in trials:
        for line in trial_words(trial):
            typer.echo(line)


def aligned(table: TextTable) -> list[str]:
    """Return a table's rows as lines whose columns stand below each other."""
    rows = [table.header, *table.rows]
    widths = [max(len(row[place]) for row in rows) for place in range(len(table.header))]
    return ["  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def _as_json(one: RungMeasure) -> dict[str, object]:
    return {
        "purpose": one.purpose,
        "rung": one.rung,
        "channel": one.channel,
        "sent": one.sent,
        "opened": {"yes": one.opened.yes, "of": one.opened.of},
        "answered": {str(days): {"yes": share.yes, "of": share.of} for days, share in one.answered.items()},
    }
