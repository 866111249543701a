"""The command `dondoc doctor`: everything in a home that an office ought to look at."""

import os

import typer

from cli.arguments import HomeOption, refuse
from cli.homes import find_home, refusals
from flows.acts.health import BROKEN, GOOD, NOTE, examine
from flows.acts.open_home import open_office

app = typer.Typer(add_completion=False, rich_markup_mode=None)
MARKS = {GOOD: "tốt    ", NOTE: "lưu ý  ", BROKEN: "hỏng   "}


@app.command(help="Khám thư mục dữ liệu: kế hoạch, danh bạ, kênh gửi, lịch nghỉ, việc chưa có cơ quan nhận, thư chờ.")
def show(home: HomeOption = None) -> None:
    """Print each finding; exit 1 when something does not work."""
    path = find_home(home)
    if not (path / "dondoc.db").is_file() and "DONDOC_DATABASE_URL" not in os.environ:
        refuse(f"Chưa có dữ liệu ở {path}; hãy chạy «dondoc up», hoặc ghi đúng thư mục dữ liệu ở --home.")
    with refusals(), open_office(path) as office:
        found = list(examine(office, office.clock.today()))
    for one in found:
        typer.echo(f"{MARKS[one.grade]}{one.sentence}")
    if any(one.grade == BROKEN for one in found):
        raise typer.Exit(1)
