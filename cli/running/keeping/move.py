"""The command `dondoc move`: the home in another database, the same to the letter."""

import os
import sys
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer

from cli.arguments import HomeOption, refuse
from cli.homes import find_home_there, refusals
from cli.line_options import ByOption, PostOption
from flows.acts.keeping.moving import OWN_FILE, Moved, move
from flows.acts.open_home import open_office
from flows.acts.people import person_named
from flows.up.home_lock import HomeTakenError, hold_home
from models.kept_addresses import machines_now
from models.store.moved_database import VARIABLE, names_a_left_one
from models.tables.core import LetterState
from plan.texts.written import format_figure

app = typer.Typer(add_completion=False, rich_markup_mode=None)
SQLITE, TYPED = "sqlite", "-"
_HOW = "hãy ghi postgresql://ten@may-chu:5432/dondoc, sqlite, hoặc - để gõ địa chỉ có mật khẩu ở dòng sau."


@app.command(help="Chuyển thư mục dữ liệu sang PostgreSQL hoặc về SQLite bằng một lệnh; dừng dondoc up trước khi chạy.")
def run(
    to: Annotated[
        str,
        typer.Argument(
            metavar="NƠI_MỚI",
            help="postgresql://ten@may-chu:5432/dondoc (cơ sở dữ liệu trống), sqlite, hoặc - để gõ địa chỉ ở dòng sau.",
            show_default=False,
        ),
    ],
    by: ByOption = "",
    post: PostOption = "",
    home: HomeOption = None,
) -> None:
    """Move the home; exit 1 where it cannot be, and is as it was."""
    url = _address(to)
    path = find_home_there(home)
    if there := machines_now(path):
        refuse(
            f"Máy {', '.join(there)} đang chạy với thư mục dữ liệu này; hãy dừng dondoc up ở đó trước khi chuyển.", 1
        )
    with refusals():
        try:
            with hold_home(path), open_office(path, starts=True) as office:
                moved = move(office, url, office.clock.now(), by=person_named(by, post))
        except HomeTakenError:
            refuse("dondoc up đang chạy với thư mục dữ liệu này; hãy dừng nó trước khi chuyển.", 1)
    _tell(moved, path)


def _address(to: str) -> str:
    """Return the address that is meant; refuse one that shows its password to every account of the machine."""
    if to == SQLITE:
        return OWN_FILE
    typed = sys.stdin.readline().strip() if to == TYPED else to.strip()
    try:
        parts = urlsplit(typed)
        is_postgres, has_password = parts.scheme in ("postgresql", "postgresql+psycopg"), bool(parts.password)
    except ValueError:
        is_postgres, has_password = False, False
    if not is_postgres:
        refuse(f"Địa chỉ cơ sở dữ liệu viết sai; {_HOW}")
    if has_password and to != TYPED:
        refuse(
            "Không ghi mật khẩu ngay trên dòng lệnh: tài khoản khác trên máy xem được. Hãy chạy dondoc move - rồi gõ địa chỉ."
        )
    return typed


def _tell(moved: Moved, path: Path) -> None:
    typer.echo(f"Đã chuyển sang {moved.kind}: {format_figure(moved.rows)} dòng, từng dòng giống hệt nơi cũ.")
    for code, progress in moved.progress.items():
        cells = progress.reporting
        typer.echo(
            f"Kế hoạch {code}, trước và sau như nhau: đúng hạn {cells.on_time}, quá hạn {cells.late}, chưa báo cáo trong hạn "
            f"{cells.open_in_time}, chưa báo cáo quá hạn {cells.open_overdue}; tổng {cells.total} phiếu."
        )
    waiting = sum(moved.letters[state] for state in (LetterState.QUEUED, LetterState.DRAFT, LetterState.DOUBTFUL))
    typer.echo(f"Thư: {moved.letters[LetterState.SENT]} đã gửi (không gửi lại), {waiting} đang chờ (vẫn chờ như cũ).")
    typer.echo(f"Bản sao lưu trước khi chuyển: {moved.backup}")
    if moved.aside:
        typer.echo(f"Tệp cơ sở dữ liệu cũ để riêng ở {moved.aside}; khi đã yên tâm thì xóa.")
    if names_a_left_one(path.resolve(), os.environ):
        typer.echo(f"{VARIABLE} trong môi trường vẫn ghi địa chỉ cũ: chương trình không dùng nữa, hãy xóa biến ấy.")
    typer.echo("Bây giờ chạy lại dondoc up.")
