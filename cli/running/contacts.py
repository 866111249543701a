"""The command `dondoc contacts`: check an address book, or write an empty one with the province's codes."""

import csv
import io
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from cli.arguments import HomeOption, find_overlay, refuse
from models.files import system_words
from notifications.channels.gateway_urls import names_of_gateways, read_gateways
from notifications.contacts.contacts_file import COLUMNS, OPTIONAL, read_contacts
from notifications.contacts.directory import names_of, why_unreadable
from plan.errors import FileError
from plan.language.register_file import read_register
from plan.library import Library, shown

app = typer.Typer(
    help="Danh bạ liên hệ contacts.csv: mẫu để điền, kiểm tra.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)


@app.command(
    "check",
    short_help="kiểm tra một tệp contacts.csv",
    help="Kiểm tra một tệp contacts.csv: mỗi lỗi một dòng «tệp:dòng: nội dung».",
)
def check(
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="[TỆP]", help="Tệp contacts.csv; không ghi thì tệp trong thư mục dữ liệu.", show_default=False
        ),
    ] = None,
    home: HomeOption = None,
) -> None:
    """Print every error; exit 0 when there is none, 1 when there are, 2 when the file cannot be read."""
    library = Library(find_overlay(home))
    codes: set[str] = set()
    for register_file in {library.files_of(plan_file).register for plan_file in library.plan_files().values()}:
        register, _ = read_register(register_file.read_bytes(), shown(register_file))
        if register is not None:
            codes |= {*names_of([register], register.code), *names_of([register], "")}
    if file is None:
        from cli.homes import find_home

        file = find_home(home) / "contacts.csv"
    try:
        read = read_contacts(
            file.read_bytes(), str(file), sorted(codes), names_of_gateways(os.environ.get("DONDOC_GATEWAYS", ""))
        )
    except OSError as error:
        refuse(f"{file}: không đọc được tệp ({why_unreadable(error)}).")
    _tell((*read.errors, *_faults_of_gateways({one.channel for one in read.contacts}, str(file))), len(read.contacts))


@app.command(
    "template",
    short_help="viết một tệp contacts.csv để điền",
    help="Viết một tệp contacts.csv để điền: mỗi cơ quan của các kế hoạch đang theo dõi một dòng.",
)
def template(
    file: Annotated[Path, typer.Argument(metavar="TỆP", help="Tệp mới; mở được bằng Excel.")],
    home: HomeOption = None,
) -> None:
    """Write a table with a row for each recipient, its address still to be filled in; refuse to replace a file."""
    from cli.homes import find_home, refusals
    from models.clock import Clock, day_of
    from models.settings import open_home
    from notifications.contacts.template import template_rows
    from plan.library import load_plan

    with refusals():
        opened = open_home(find_home(home))
        plans = [load_plan(code, Library(opened.plans)) for code in opened.settings.plans]
    rows = template_rows([loaded.register for loaded in plans], day_of(Clock().now()))
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows([(*COLUMNS, *OPTIONAL), *rows])
    try:
        # Excel takes a file for UTF-8 by its mark, and `;` is what it separates by in Viet Nam.
        with file.open("xb") as new:
            new.write(text.getvalue().encode("utf-8-sig"))
    except FileExistsError:
        refuse(f"{file}: đã có tệp này; hãy ghi tên khác để không mất những gì đã điền.")
    except OSError as error:
        refuse(f"{file}: không ghi được tệp ({system_words(error)}).")
    typer.echo(f"Đã viết {file}: {len(rows)} nơi nhận. Điền cột «address», rồi chạy: dondoc contacts check {file}")


def _faults_of_gateways(used: set[str], file: str) -> Iterator[FileError]:
    """Yield why a gateway that the address book names cannot be used; its URL is in the environment."""
    from notifications.channels.gateway_channel import gateway_fault

    with suppress(ValueError):  # what cannot be read names no channel, and is told at each row
        gateways = read_gateways(os.environ.get("DONDOC_GATEWAYS", ""))
        for name in sorted(used & gateways.keys()):
            if fault := gateway_fault(name, gateways[name]):
                yield FileError(file, 0, fault)


def _tell(errors: tuple[FileError, ...], count: int) -> None:
    for error in errors:
        typer.echo(str(error))
    if errors:
        raise typer.Exit(1)
    typer.echo(f"Đã kiểm tra {count} địa chỉ, không có lỗi.")
