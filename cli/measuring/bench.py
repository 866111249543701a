"""The command `dondoc bench`: what each piece of work costs beside its floor, measured on this machine, now."""

from pathlib import Path
from typing import Annotated

import typer

from cli.arguments import refuse, refuse_unknown

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(
    help="Đo thời gian, CPU, bộ nhớ của từng việc bên cạnh mức sàn đo cùng lúc, trên dữ liệu giả lập; không ghi tên thì đo tất cả."
)
def run(
    name: Annotated[str, typer.Argument(metavar="TÊN", help="Việc cần đo; --list liệt kê.", show_default=False)] = "",
    size: Annotated[
        int | None,
        typer.Option(
            "--size",
            metavar="SỐ",
            help="Cỡ dữ liệu; mỗi việc có cỡ sẵn. Không ghi tên thì chỉ các việc tính theo phiếu theo cỡ này.",
            show_default=False,
        ),
    ] = None,
    server: Annotated[
        str,
        typer.Option(
            "--postgres",
            metavar="ĐỊA_CHỈ",
            help="Máy chủ PostgreSQL trên máy này, như postgresql://ten@127.0.0.1:5432/postgres; không ghi thì dùng SQLite.",
            show_default=False,
        ),
    ] = "",
    keep_in: Annotated[
        Path | None,
        typer.Option("--keep", metavar="THƯ_MỤC", help="Nơi lưu kết quả dạng JSON.", show_default=False),
    ] = None,
    homes: Annotated[
        Path | None,
        typer.Option(
            "--homes", metavar="THƯ_MỤC", help="Giữ dữ liệu giả lập ở đây cho lần đo sau.", show_default=False
        ),
    ] = None,
    listed: Annotated[bool, typer.Option("--list", help="Liệt kê các việc đo được.")] = False,
) -> None:
    """Measure, print a line for each figure, and end with 1 where a goal is missed."""
    from bench.registry import MEASUREMENTS

    if listed:
        for one, found in MEASUREMENTS.items():
            typer.echo(f"  {one:<14} {found.summary} (cỡ thường {found.size} {found.unit})")
        return
    if name and name not in MEASUREMENTS:
        refuse_unknown("việc đo", name, MEASUREMENTS)
    least = MEASUREMENTS[name].least if name else max(one.least for one in MEASUREMENTS.values())
    if size is not None and size < least:
        refuse(f"--size: {size} quá nhỏ; hãy ghi từ {least} trở lên.")

    from bench.lines import Line
    from bench.running import KEPT, Asked, keep, measure_all
    from bench.table import heading, row_of
    from models.clock import Clock

    typer.echo(heading())
    lines, failed = list[Line](), False
    for found_line in measure_all(Asked([name] if name else list(MEASUREMENTS), size, server, homes)):
        if isinstance(found_line, Line):
            lines.append(found_line)
            typer.echo(row_of(found_line))
        else:
            failed = True
            typer.echo(found_line, err=True)
    if lines:
        typer.echo(f"Đã lưu: {keep(keep_in or KEPT, lines, Clock().now(), server)}")
    if failed or any(line.is_met is False for line in lines):
        raise typer.Exit(1)
