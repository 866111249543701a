"""The command `dondoc inbox`: reads the office's mailbox now; tells from which addresses letters come back, and ends that."""

from typing import Annotated

import typer

from cli.arguments import HomeOption, refuse
from cli.homes import open_for_reading, tell_contacts
from cli.line_options import PeriodOption, PostOption
from flows.acts.find_check_in import Meant
from flows.acts.inbox.reply_drafts import record_reply, waiting_replies
from flows.acts.inbox.returned import WAY_OUT, confirm_returned, tell_returned_now
from flows.acts.open_home import post_of
from flows.acts.people import person_named
from flows.inbox.read_inbox import read_inbox
from models.clock import day_of, in_zone
from plan.periods import describe_period
from plan.refs import told_ref
from plan.texts.written import format_moment

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(
    help="Đọc hộp thư đến ngay; xem địa chỉ nào bị trả lại thư; xác nhận địa chỉ vẫn dùng; ghi báo cáo từ thư hồi âm."
)
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
    record: Annotated[
        tuple[str, str],
        typer.Option(
            "--record",
            metavar="CƠ_QUAN ĐIỂM",
            help="Ghi bản nháp gửi bằng thư hồi âm thành báo cáo của cơ quan.",
            show_default=False,
        ),
    ] = ("", ""),
    period: PeriodOption = "",
    by: Annotated[
        str,
        typer.Option(
            "--by", metavar="HỌ_TÊN", help="Người của Văn phòng; cần khi --confirm, --record.", show_default=False
        ),
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
        if record[0]:
            recorded = record_reply(office, Meant(*record, period), now, by=person_named(by, post))
            typer.echo(
                f"Đã ghi báo cáo của {recorded.agency}, nhiệm vụ {told_ref(recorded.check_in.ref)}, theo thư hồi âm."
            )
            return
        tell_contacts(post_of(office, plans))
        read = read_inbox(office, now)
        came_back, waiting = tell_returned_now(office, day_of(now)), waiting_replies(office, now)
    if not read.is_set:
        typer.echo("Chưa đặt hộp thư đến: DONDOC_INBOX_URL trong môi trường, hoặc inbox_folder trong dondoc.toml.")
    for sentence in (
        [*read.sentences[:1], *(one for one in read.told if one.startswith("Thư hồi âm"))] if read.came else []
    ):
        typer.echo(sentence)
    for one in waiting:
        typer.echo(
            f"Bản nháp chờ xác nhận: {one.agency} {told_ref(one.ref)} ({describe_period(one.period)}), {one.saved_by}, lúc "
            f"{format_moment(in_zone(one.saved_at))}."
        )
    for sentence in came_back:
        typer.echo(sentence)
    typer.echo(WAY_OUT if came_back else "Không có địa chỉ nào bị trả lại thư.")
    if read.fault:
        refuse(read.fault, 1)
