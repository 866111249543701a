"""The command `dondoc bundle`: the program and its libraries as one file, for a server without a network."""

from pathlib import Path
from typing import Annotated

import typer

from cli.arguments import refuse
from cli.homes import refusals
from flows.acts.keeping.bundling import PYTHONS, make_bundle
from plan.texts.written import format_decimal

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(
    help="Đóng chương trình và mọi thư viện thành một tệp để cài trên máy chủ không có mạng; chạy ở máy có mạng."
)
def run(
    to: Annotated[
        Path,
        typer.Option(
            "--to", metavar="THƯ_MỤC", help="Ghi vào thư mục này; không ghi thì thư mục đang đứng.", show_default=False
        ),
    ] = Path(),
    python: Annotated[
        list[str] | None,
        typer.Option(
            "--python",
            metavar="BẢN",
            help="Bản Python của máy chủ: 3.11, 3.12, 3.13; ghi được nhiều lần; không ghi thì cả ba.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Make a bundle; exit 1 where a library cannot be had or the file cannot be written."""
    pythons = tuple(dict.fromkeys(python or PYTHONS))
    if unknown := [one for one in pythons if one not in PYTHONS]:
        refuse(f"--python: không có bản «{unknown[0]}»; hãy chọn trong: {', '.join(PYTHONS)}.")
    if not to.is_dir():
        refuse(f"--to: không có thư mục {to}.")
    typer.echo(f"Tải thư viện cho Python {', '.join(pythons)}; mất vài phút…")
    with refusals():
        made = make_bundle(to.resolve(), pythons)
    name = made.file.name.removesuffix(".tar")
    typer.echo(f"Đã đóng gói: {made.file} ({format_decimal(made.size / 1_000_000)} MB, {made.wheels} tệp thư viện)")
    typer.echo(f"SHA-256: {made.sha256}")
    typer.echo(f"Chép sang máy chủ, rồi chạy hai lệnh: tar xf {made.file.name} && {name}/dondoc up")
