"""The command `dondoc up`: the main job, in one process tree."""

from typing import Annotated

import typer

from cli.arguments import HomeOption, parse_day_option

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(help="Chạy tất cả: cơ sở dữ liệu, giao diện theo dõi, lịch chạy và trang báo cáo. Ctrl-C để dừng.")
def up(
    home: HomeOption = None,
    port: Annotated[
        int | None,
        typer.Option(
            "--port", metavar="CỔNG", help="Cổng của giao diện theo dõi; không ghi thì 4200.", show_default=False
        ),
    ] = None,
    web_port: Annotated[
        int | None,
        typer.Option(
            "--web-port", metavar="CỔNG", help="Cổng của trang báo cáo; không ghi thì 4280.", show_default=False
        ),
    ] = None,
    on: Annotated[
        str,
        typer.Option(
            "--on",
            metavar="NGÀY",
            help="Chạy thử như đang ở ngày này, trong một thư mục dữ liệu trống hoặc đã là bản chạy thử.",
            show_default=False,
        ),
    ] = "",
) -> None:
    """Run everything until Ctrl-C."""
    from cli.homes import find_home
    from flows.up.start import run_up

    given = {name: value for name, value in (("port", port), ("web_port", web_port)) if value is not None}
    raise typer.Exit(run_up(find_home(home), given, parse_day_option(on, "--on") if on else None))
