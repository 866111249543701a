"""The command `dondoc backup`: the whole home as one file, tried at once."""

from pathlib import Path
from typing import Annotated

import typer

from cli.arguments import HomeOption, refuse
from cli.homes import open_for_reading, refusals
from cli.line_options import ByOption, PassphraseOption, PostOption
from flows.acts.keeping.backup import back_up
from flows.acts.keeping.making import Backup, try_backup
from flows.acts.people import at_the_office
from models.backups.passphrase import passphrase_given
from models.clock import in_zone
from plan.texts.written import format_moment

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(
    help="Sao lưu cả thư mục dữ liệu và cơ sở dữ liệu thành một tệp, trong khi chương trình vẫn chạy; thử khôi phục ngay."
)
def run(
    to: Annotated[
        Path | None,
        typer.Option(
            "--to",
            metavar="TỆP",
            help="Ghi vào tệp hoặc thư mục này; không ghi thì vào thư mục backups của thư mục dữ liệu.",
            show_default=False,
        ),
    ] = None,
    keep: Annotated[
        int,
        typer.Option("--keep", metavar="SỐ", help="Chỉ giữ bấy nhiêu bản mới nhất trong thư mục; 0 là giữ cả.", min=0),
    ] = 0,
    check: Annotated[
        Path | None,
        typer.Option("--check", metavar="TỆP", help="Chỉ thử khôi phục một bản đã có.", show_default=False),
    ] = None,
    passphrase_file: PassphraseOption = None,
    by: ByOption = "",
    post: PostOption = "",
    home: HomeOption = None,
) -> None:
    """Make a backup, or try one; exit 1 where it cannot be written or restored."""
    if check is not None:
        if to is not None or keep:
            refuse("--check không dùng cùng --to, --keep.")
        with refusals():
            _tell("Bản sao lưu dùng được", try_backup(check, passphrase=passphrase_given(passphrase_file)))
        return
    if passphrase_file is not None:
        refuse("--passphrase-file chỉ dùng cùng --check; mật khẩu của bản sao lưu mới đặt ở backup_passphrase_file.")
    with open_for_reading(home) as (office, _):
        made = back_up(office, to, office.clock.now(), by=at_the_office(by, post), keep=keep)
    _tell("Đã sao lưu", made)
    typer.echo(
        "Hãy chép tệp này sang máy khác: trong đó có khóa ký liên kết và mọi báo cáo, chỉ người được giao mới được đọc."
    )
    typer.echo("Mật khẩu đặt trong môi trường (DONDOC_…) không nằm trong bản sao lưu; hãy giữ riêng.")


def _tell(words: str, backup: Backup) -> None:
    rows = backup.manifest.rows
    typer.echo(
        f"{words}: {backup.file} ({backup.size / 1024 / 1024:.1f} MB), dữ liệu lúc "
        f"{format_moment(in_zone(backup.manifest.made_at))}: {rows.get('check_in', 0)} phiếu báo cáo, "
        f"{rows.get('answer', 0)} báo cáo, {rows.get('letter', 0)} thư. Đã thử khôi phục: đủ."
    )
    if backup.cleared:
        typer.echo(f"Đã xóa {len(backup.cleared)} bản cũ hơn.")
