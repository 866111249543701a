"""The command `dondoc inbox`: reads the office's mailbox now; tells from which addresses letters come back, and ends that."""

from typing import Annotated

import typer

from cli.arguments import HomeOption, refuse
from cli.homes import open_for_reading, tell_contacts
from cli.line_options import PostOption
from flows.acts.inbox.read_inbox import read_inbox
from flows.acts.inbox.returned import WAY_OUT, confirm_returned, tell_returned_now
from flows.acts.open_home import post_of
from flows.acts.people import person_named
from models.clock import day_of

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(help="Đọc hộp thư đến ngay; xem địa chỉ nào bị trả lại thư; xác nhận địa chỉ vẫn nhận được thư.")
def inbox(
    home: HomeOption = None,
    confirm: Annotated[
        list[str] | None,
        typer.Option(
            "--confirm",
            metavar="ĐỊA_CHỈ",
            help="Địa chỉ vẫn nhận được thư: từ nay lại gửi đến đó; ghi nhiều lần được.",
            show_default=False,
        ),
    ] = None,
    by: Annotated[
        str, typer.Option("--by", metavar="HỌ_TÊN", help="Người xác nhận; cần khi --confirm.", show_default=False)
    ] = "",
    post: PostOption = "",
) -> None:
    """Read the mailbox and print what came, or confirm addresses. The answer is no (1) where the mailbox cannot be read."""
    with open_for_reading(home) as (office, plans):
        now = office.clock.now()
        if confirm:
            confirm_returned(office, confirm, now, by=person_named(by, post))
            typer.echo(f"Đã xác nhận {len(confirm)} địa chỉ; thư lại gửi đến đó.")
            return
        tell_contacts(post_of(office, plans))
        read = read_inbox(office, now)
        came_back = tell_returned_now(office, day_of(now))
    if not read.is_set:
        typer.echo("Chưa đặt hộp thư đến: DONDOC_INBOX_URL trong môi trường, hoặc inbox_folder trong dondoc.toml.")
    for sentence in read.sentences[:1] if read.came else []:
        typer.echo(sentence)
    for sentence in came_back:
        typer.echo(sentence)
    typer.echo(WAY_OUT if came_back else "Không có địa chỉ nào bị trả lại thư.")
    if read.fault:
        refuse(read.fault, 1)
