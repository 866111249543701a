"""The command `dondoc report`: the Chairman's report as files."""

from pathlib import Path
from typing import Annotated

import typer

from cli.arguments import HomeOption, parse_day_option, refuse
from cli.homes import open_for_reading
from flows.acts.progress import write_summaries

app = typer.Typer(add_completion=False, rich_markup_mode=None)
FORMATS = ("docx", "md", "json")


@app.command(help="Viết báo cáo tóm tắt gửi Chủ tịch UBND tỉnh ra tệp Word, Markdown, JSON.")
def write(
    home: HomeOption = None,
    on: Annotated[
        str,
        typer.Option("--on", metavar="NGÀY", help="Tính đến hết ngày này; không ghi thì hôm nay.", show_default=False),
    ] = "",
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="THƯ_MỤC", help="Nơi ghi; không ghi thì reports/ của thư mục dữ liệu.", show_default=False
        ),
    ] = None,
    formats: Annotated[str, typer.Option("--format", metavar="DẠNG,…", help="Trong: docx, md, json.")] = "docx,md",
) -> None:
    """Write the summary of every plan the home follows, and print the files' names."""
    chosen = tuple(part.strip() for part in formats.split(",") if part.strip())
    for part in chosen:
        if part not in FORMATS:
            refuse(f"--format: không có dạng «{part}»; các dạng dùng được: {', '.join(FORMATS)}.")
    with open_for_reading(home) as (office, _):
        day = parse_day_option(on, "--on") if on else office.clock.today()
        folder = out or office.home.reports
        try:
            folder.mkdir(parents=True, exist_ok=True)
            written = write_summaries(office, day, folder, chosen)
        except OSError as error:
            refuse(f"Không ghi được vào {folder} ({error.strerror}); hãy chọn thư mục khác bằng --out.")
    for file in written:
        typer.echo(str(file))
