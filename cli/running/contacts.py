"""The command `dondoc contacts check`: every error of an address book as `file:line: sentence`."""

from pathlib import Path
from typing import Annotated

import typer

from cli.arguments import HomeOption, find_overlay, refuse
from notifications.contacts.contacts_file import parse_contacts
from notifications.contacts.directory import names_of
from plan.errors import FileError
from plan.language.register_file import read_register
from plan.library import Library, shown

app = typer.Typer(
    help="Kiểm tra danh bạ liên hệ contacts.csv.", no_args_is_help=True, add_completion=False, rich_markup_mode=None
)


@app.callback()
def _contacts() -> None:
    """Keep `check` a command of its own under `contacts`."""


@app.command("check", help="Kiểm tra một tệp contacts.csv: mỗi lỗi một dòng «tệp:dòng: nội dung».")
def check(
    file: Annotated[Path, typer.Argument(metavar="TỆP", help="Tệp contacts.csv.")],
    home: HomeOption = None,
) -> None:
    """Print every error; exit 0 when there is none, 1 when there are, 2 when the file cannot be read."""
    library = Library(find_overlay(home))
    codes: set[str] = set()
    for register_file in {library.files_of(plan_file).register for plan_file in library.plan_files().values()}:
        register, _ = read_register(register_file.read_bytes(), shown(register_file))
        if register is not None:
            codes |= {*names_of([register], register.code), *names_of([register], "")}
    try:
        contacts, errors = parse_contacts(file.read_bytes(), str(file), sorted(codes))
    except OSError as error:
        refuse(f"{file}: không đọc được tệp ({error.strerror}).")
    _tell(errors, len(contacts))


def _tell(errors: tuple[FileError, ...], count: int) -> None:
    for error in errors:
        typer.echo(str(error))
    if errors:
        raise typer.Exit(1)
    typer.echo(f"Đã kiểm tra {count} địa chỉ, không có lỗi.")
