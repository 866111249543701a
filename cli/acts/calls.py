"""The command `dondoc calls`: whom the office is to telephone about late reports, and who was called."""

from typing import Annotated

import typer

from cli.arguments import HomeOption, parse_day_option
from cli.homes import open_for_reading
from cli.line_options import AgencyArgument, PostOption
from flows.acts.calls import call_agency, tell_calls
from flows.acts.people import person_named
from models.decisions.chasing.calls import Called
from plan.texts.written import format_day

app = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True)


@app.command(
    "list",
    short_help="xem cần gọi cơ quan nào, số nào",
    help="Xem cần gọi cho cơ quan nào: số điện thoại, báo cáo quá hạn, lần liên hệ gần nhất.",
)
def show(home: HomeOption = None) -> None:
    """Print the call list, the worst first."""
    with open_for_reading(home) as (office, _):
        told = tell_calls(office, office.clock.now())
    typer.echo("\n".join(told) or "Không có cơ quan nào cần gọi.")


@app.command(
    "record",
    short_help="ghi đã gọi một cơ quan, hẹn ngày nào",
    help="Ghi đã gọi một cơ quan; hôm nay không gửi thư đôn đốc cho cơ quan đó.",
)
def record(
    agency: AgencyArgument,
    *,
    by: Annotated[str, typer.Option("--by", metavar="HỌ_TÊN", help="Người gọi.", show_default=False)],
    promised: Annotated[
        str, typer.Option("--promised", metavar="NGÀY", help="Ngày cơ quan hẹn gửi báo cáo.", show_default=False)
    ] = "",
    note: Annotated[str, typer.Option("--note", metavar="LỜI", help="Nội dung trao đổi.", show_default=False)] = "",
    post: PostOption = "",
    home: HomeOption = None,
) -> None:
    """Record a call."""
    day = parse_day_option(promised, "--promised") if promised else None
    with open_for_reading(home) as (office, _):
        name = call_agency(office, agency, Called(day, note), office.clock.now(), by=person_named(by, post))
    typer.echo(f"Đã ghi cuộc gọi tới {name}{f', hẹn ngày {format_day(day)}' if day else ''}.")
