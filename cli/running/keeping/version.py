"""The command `dondoc version`: what is run here, a line each."""

import json
from dataclasses import asdict

import typer

from cli.arguments import HomeOption, JsonOption, refuse
from cli.homes import find_home, refusals
from flows.acts.keeping.versions import Versions, read_versions
from flows.faults import sentence_of
from models.database_faults import describe_database_fault
from models.settings import open_home

app = typer.Typer(add_completion=False, rich_markup_mode=None)
_FIT = {True: "đúng danh sách này", False: "chưa theo danh sách này", None: "không rõ có theo danh sách này không"}


@app.command(help="Phiên bản của chương trình, thư viện, Python, cơ sở dữ liệu và lịch nghỉ; gửi kèm khi cần hỗ trợ.")
def run(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Print the versions; exit 1 where the database cannot be asked."""
    path, fault = find_home(home), ""
    with refusals():
        place = open_home(path) if path.is_dir() else None
        try:
            found = read_versions(place)
        except Exception as error:
            if not (words := describe_database_fault(error)):
                raise
            found, fault = read_versions(None), words
    if as_json:
        typer.echo(json.dumps(asdict(found), ensure_ascii=False, indent=2))
    else:
        _tell(found, fault)
    if fault:
        refuse(sentence_of(fault), 1)


def _tell(found: Versions, fault: str) -> None:
    if fault:
        database = "không đọc được"
    elif not found.revision:
        database = f"chưa có; chương trình dùng phiên bản {found.newest}"
    else:
        fits = "" if found.revision == found.newest else f"; chương trình dùng phiên bản {found.newest}"
        database = f"{found.database}, phiên bản {found.revision}{fits}"
    year = f"có văn bản xác nhận đến năm {found.calendar}" if found.calendar else "chưa năm nào có văn bản xác nhận"
    for name, value in (
        ("Chương trình", found.program),
        ("Thư viện", f"danh sách {found.lock[:12]}, môi trường {_FIT[found.libraries_fit]}"),
        ("Python", found.python),
        ("Cơ sở dữ liệu", database),
        ("Lịch nghỉ", year),
    ):
        typer.echo(f"{name + ':':<15} {value}")
