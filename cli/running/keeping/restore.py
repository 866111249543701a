"""The command `dondoc restore`: a home out of a backup, in a place where nothing is yet."""

from pathlib import Path
from typing import Annotated

import typer

from cli.arguments import HomeOption
from cli.homes import find_home, refusals
from cli.line_options import ByOption, PassphraseOption, PostOption
from flows.acts.keeping.restore import restore
from flows.acts.people import person_named
from models.backups.passphrase import passphrase_given
from models.clock import Clock, in_zone
from plan.texts.written import format_moment

_LINKS_OPEN = "Liên kết đã gửi vẫn mở được."
_OTHER_KEY = "Khóa ký liên kết trong bản sao lưu không phải khóa đã ký các thư đã gửi, nên liên kết đã gửi không mở được; xem dondoc doctor."

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(
    help="Khôi phục một bản sao lưu vào một thư mục dữ liệu chưa có hoặc trống; thư được giữ lại cho đến khi chạy go-live."
)
def run(
    file: Annotated[Path, typer.Argument(metavar="TỆP", help="Bản sao lưu do «dondoc backup» ghi.")],
    home: HomeOption = None,
    passphrase_file: PassphraseOption = None,
    by: ByOption = "",
    post: PostOption = "",
) -> None:
    """Restore a backup; exit 1 where the place is not empty or the backup is not whole."""
    place = find_home(home)
    with refusals():
        passphrase = passphrase_given(passphrase_file)
        done = restore(file, place, Clock().now(), by=person_named(by, post), passphrase=passphrase)
    moment = format_moment(in_zone(done.manifest.made_at))
    typer.echo(
        f"Đã khôi phục vào {place}: dữ liệu lúc {moment}, {done.check_ins} phiếu báo cáo, {done.letters} thư. "
        + (_LINKS_OPEN if done.links_open else _OTHER_KEY)
    )
    if done.settings:
        typer.echo(
            f"Tệp dondoc.toml của bản sao lưu đặt: {', '.join(done.settings)}. Hãy xem lại trước khi chạy «dondoc up»."
        )
    if done.erased:
        typer.echo(f"Đã xóa lại dữ liệu cá nhân ở {done.erased} dòng, theo danh sách đã xóa sau ngày sao lưu.")
    if done.was_live:
        typer.echo(
            f"Thư đang được giữ lại: thư đã gửi sau {moment} không còn ghi ở đây và có thể được gửi lại một lần. "
            'Xem sẽ gửi cho ai: dondoc go-live; gửi tiếp: dondoc go-live --yes --by "Họ và tên".'
        )
