"""The command `dondoc up`: the main job, in one process tree."""

from pathlib import Path
from typing import Annotated

import typer

from cli.arguments import HomeOption, parse_day_option, refuse
from cli.line_options import ByOption

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(help="Chạy tất cả: cơ sở dữ liệu, giao diện theo dõi, lịch chạy và trang báo cáo. Ctrl-C để dừng.")
def up(  # noqa: PLR0913, PLR0917  each is an option of the command
    home: HomeOption = None,
    port: Annotated[
        int | None,
        typer.Option(
            "--port", metavar="CỔNG", help="Cổng của giao diện theo dõi; không ghi thì 4200.", show_default=False
        ),
    ] = None,
    web_port: Annotated[
        int | None,
        typer.Option(
            "--web-port", metavar="CỔNG", help="Cổng của trang báo cáo; không ghi thì 4280.", show_default=False
        ),
    ] = None,
    on: Annotated[
        str,
        typer.Option(
            "--on",
            metavar="NGÀY",
            help="Chạy thử như đang ở ngày này, trong một thư mục dữ liệu trống hoặc đã là bản chạy thử.",
            show_default=False,
        ),
    ] = "",
    password: Annotated[
        bool,
        typer.Option("--password", help="Chỉ in mật khẩu vào giao diện theo dõi rồi thôi.", show_default=False),
    ] = False,
    viewer_password: Annotated[
        bool,
        typer.Option(
            "--viewer-password", help="Chỉ in mật khẩu của người chỉ xem giao diện theo dõi.", show_default=False
        ),
    ] = False,
    new: Annotated[
        bool,
        typer.Option(
            "--new",
            help="Dữ liệu cũ đã mất: để riêng những gì còn lại (không xóa) rồi bắt đầu lại từ đầu.",
            show_default=False,
        ),
    ] = False,
    without_backup: Annotated[
        bool,
        typer.Option(
            "--without-backup",
            help="Nâng cấp cơ sở dữ liệu của bản cũ mà không sao lưu trước; cần --by.",
            show_default=False,
        ),
    ] = False,
    only: Annotated[
        str,
        typer.Option(
            "--only",
            metavar="PHẦN",
            help="Trên máy này chỉ chạy các phần này, cách nhau bằng dấu phẩy: server, web, worker; khi nhiều máy dùng chung dữ liệu.",
            show_default=False,
        ),
    ] = "",
    by: ByOption = "",
) -> None:
    """Run everything until Ctrl-C, or some parts of it, or show one of the UI's passwords."""
    from cli.homes import find_home, find_home_there, refusals

    if password or viewer_password:
        with refusals():
            _show_password(find_home_there(home), viewers=not password)
        return
    from flows.acts.people import at_the_office
    from flows.up.start import run_up

    given = {name: value for name, value in (("port", port), ("web_port", web_port)) if value is not None}
    if only:
        if on or new or without_backup:
            refuse("--only không đi cùng --on, --new, --without-backup: các việc ấy do dondoc up chạy đủ các phần làm.")
        from flows.up.many.only import run_only

        raise typer.Exit(run_only(find_home_there(home), given, _parts(only)))
    anew = at_the_office(by, "") if new else None
    if without_backup and not by.strip():
        refuse("--without-backup: hãy ghi ai cho nâng cấp không sao lưu ở --by.")
    unsaved = at_the_office(by, "") if without_backup else None
    raise typer.Exit(run_up(find_home(home), given, parse_day_option(on, "--on") if on else None, anew, unsaved))


def _parts(only: str) -> tuple[str, ...]:
    from flows.up.many.stations import WORDS

    words = [word for part in only.split(",") if (word := part.strip())]
    if wrong := next((word for word in words if word not in WORDS), "" if words else only):
        refuse(f"--only: không có phần «{wrong}»; hãy chọn trong {', '.join(WORDS)}.")
    return tuple(dict.fromkeys(WORDS[word] for word in words))


def _show_password(home: Path, *, viewers: bool) -> None:
    from flows.up.ui_password import ui_password, viewer_password
    from models.settings import open_home

    known = (viewer_password if viewers else ui_password)(open_home(home))
    if not known:
        typer.echo("Chưa có mật khẩu vào giao diện theo dõi: lần chạy dondoc up đầu tiên tạo mật khẩu.", err=True)
        raise typer.Exit(1)
    typer.echo(known)
