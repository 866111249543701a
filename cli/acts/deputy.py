"""The command `dondoc deputy`: who stands in for agencies, as the office sees, confirms and ends it."""

from typing import Annotated

import typer

from cli.arguments import HomeOption
from cli.homes import open_for_reading
from cli.line_options import AgencyArgument, PostOption
from flows.acts.links import confirm_named, deputies_told, end_named
from flows.acts.people import person_named

app = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True)
NumberArgument = Annotated[
    int, typer.Argument(metavar="SỐ", min=1, help="Người thứ mấy của cơ quan, như «list» in ra.", show_default=False)
]
ByOption = Annotated[str, typer.Option("--by", metavar="HỌ_TÊN", help="Người ghi của Văn phòng.", show_default=False)]


@app.command(
    "list",
    short_help="xem người đang và sẽ báo cáo thay",
    help="Liệt kê người đang và sẽ báo cáo thay, cả người chờ cơ quan xác nhận.",
)
def show(home: HomeOption = None) -> None:
    """List who stands in, will, or waits to be confirmed."""
    with open_for_reading(home) as (office, _):
        told = deputies_told(office)
    typer.echo("\n".join(told) or "Không có người báo cáo thay nào.")


@app.command(
    "confirm",
    short_help="xác nhận thay cơ quan rằng người này được cử",
    help="Xác nhận thay cơ quan rằng người này được cử, ví dụ khi cơ quan báo qua điện thoại.",
)
def confirm(
    agency: AgencyArgument, number: NumberArgument, *, by: ByOption, post: PostOption = "", home: HomeOption = None
) -> None:
    """Confirm a deputy in the agency's place."""
    with open_for_reading(home) as (office, _):
        confirm_named(office, agency, number, office.clock.now(), by=person_named(by, post))
    typer.echo(f"Đã xác nhận người báo cáo thay thứ {number} của {agency}; đợt đôn đốc tới gửi thư cho người này.")


@app.command(
    "end",
    short_help="kết thúc việc báo cáo thay của một người",
    help="Kết thúc ngay việc báo cáo thay của một người; liên kết của người đó không mở được nữa.",
)
def end(
    agency: AgencyArgument, number: NumberArgument, *, by: ByOption, post: PostOption = "", home: HomeOption = None
) -> None:
    """End a deputy's time."""
    with open_for_reading(home) as (office, _):
        end_named(office, agency, number, office.clock.now(), by=person_named(by, post))
    typer.echo(f"Đã kết thúc việc báo cáo thay của người thứ {number} của {agency}.")
