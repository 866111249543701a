"""The command `dondoc archive`: a closed year as one file that opens without the program, and its check."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from cli.arguments import HomeOption, refuse
from cli.homes import open_for_reading, plans_named, refusals
from cli.line_options import ByOption, PostOption
from flows.acts.keeping.archiving import archive_year
from flows.acts.keeping.year_file import check_archive
from flows.acts.people import at_the_office

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(
    help="Lưu hồ sơ năm: mọi báo cáo, xác nhận, hạn, thư và minh chứng của một năm đã khép thành một tệp ZIP mở được bằng trình duyệt."
)
def run(
    year: Annotated[
        int | None, typer.Argument(metavar="NĂM", help="Năm của hạn ban đầu.", min=2000, max=2999, show_default=False)
    ] = None,
    plan: Annotated[
        str, typer.Option("--plan", metavar="KẾ_HOẠCH", help="Chỉ lưu một kế hoạch (mã).", show_default=False)
    ] = "",
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="TỆP",
            help="Ghi vào tệp hoặc thư mục này; không ghi thì vào thư mục archives của thư mục dữ liệu.",
            show_default=False,
        ),
    ] = None,
    check: Annotated[
        Path | None,
        typer.Option("--check", metavar="TỆP", help="Chỉ kiểm tra một hồ sơ đã có còn nguyên.", show_default=False),
    ] = None,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Lập cả khi năm chưa khép; hồ sơ ghi rõ là chưa khép.")
    ] = False,
    by: ByOption = "",
    post: PostOption = "",
    home: HomeOption = None,
) -> None:
    """Make the archive of a year, or check one; exit 1 where the year is not closed, or the file is not as it was made."""
    if check is not None:
        if year is not None or plan or out or anyway:
            refuse("--check không dùng cùng năm, --plan, --out, --anyway.")
        with refusals():
            counts = check_archive(check)
        typer.echo(f"Hồ sơ còn nguyên: {check}: {_told(counts)}.")
        return
    if year is None:
        refuse("Hãy ghi năm, ví dụ: dondoc archive 2023; hoặc --check TỆP để kiểm tra một hồ sơ.")
    with open_for_reading(home) as (office, plans):
        chosen, now = plans_named(plans, plan), office.clock.now()
        made = archive_year(office, chosen, year, out, now, anyway=anyway, by=at_the_office(by, post))
    typer.echo(
        f"Đã lưu hồ sơ năm {year}: {made.file} ({made.size / 1024 / 1024:.1f} MB): {_told(made.counts)}. Đã đọc lại: đủ."
    )
    typer.echo(f"SHA-256: {made.sha256}")
    if not made.year.is_closed:
        typer.echo(f"Năm {year} chưa khép: hồ sơ ghi rõ điều đó; khi năm đã khép hãy lập lại.")
    for sentence in made.missing:
        typer.echo(sentence, err=True)
    if made.missing:
        raise typer.Exit(1)


def _told(counts: Mapping[str, int]) -> str:
    return (
        f"{counts.get('check_in', 0)} phiếu báo cáo, {counts.get('answer', 0)} báo cáo, "
        f"{counts.get('evidence', 0)} minh chứng, {counts.get('letter', 0)} thư"
    )
