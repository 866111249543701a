"""The command `dondoc links`: print, send and revoke the links by which agencies come in, and change their key."""

from typing import Annotated

import typer

from cli.arguments import HomeOption, refuse, refuse_unknown
from cli.homes import open_for_reading, tell_contacts
from cli.line_options import ByOption, PostOption
from flows.acts.links import (
    recipient_fault,
    recipient_named,
    revoke_links,
    rotate_link_keys,
    send_links,
    show_link,
    usual_purpose,
)
from flows.acts.open_home import OpenHome, post_of
from flows.acts.people import at_the_office, person_named
from models.clock import day_of
from notifications.links import PAGES, last_day_of
from plan.library import LoadedPlan
from plan.texts.written import format_day

app = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True)
RecipientArgument = Annotated[
    str,
    typer.Argument(
        metavar="NƠI_NHẬN",
        help="Mã cơ quan; thêm /head cho người đứng đầu, /deputy cho người báo cáo thay, /calendar cho lịch; của tỉnh khác ghi «mã tỉnh:mã cơ quan». Người được cấp quyền riêng: mã của người đó (dondoc people list).",
        show_default=False,
    ),
]


@app.command(
    "show",
    short_help="in một liên kết mới",
    help="In một liên kết mới của một nơi nhận. Ai có liên kết này thì báo cáo thay được nơi nhận đó.",
)
def show(
    recipient: RecipientArgument,
    purpose: Annotated[
        str,
        typer.Option(
            "--purpose",
            metavar="TRANG",
            help="answer (báo cáo), judge (theo dõi, xác nhận), office (trang của Văn phòng UBND tỉnh), board (bảng theo dõi) hoặc calendar (lịch, của CƠ_QUAN/calendar).",
            show_default=False,
        ),
    ] = "",
    by: ByOption = "",
    post: PostOption = "",
    home: HomeOption = None,
) -> None:
    """Print the address that a recipient's fresh link for a purpose has; the audit trail tells that it was printed."""
    if purpose and purpose not in PAGES:
        refuse_unknown("trang", purpose, PAGES)
    with open_for_reading(home) as (office, plans):
        recipient = _recipient(office, recipient, plans)
        now = office.clock.now()
        purpose = purpose or usual_purpose(office, plans, recipient, day_of(now))
        typer.echo(show_link(office, recipient, purpose, now, by=at_the_office(by, post)))
        typer.echo(f"Dùng được đến hết ngày {format_day(last_day_of(purpose, day_of(now)))}.", err=True)


@app.command(
    "send",
    short_help="gửi ngay các liên kết mới của một nơi nhận",
    help="Gửi ngay các liên kết mới của một nơi nhận đến địa chỉ đã đăng ký; mỗi giờ một lần.",
)
def send(
    recipient: RecipientArgument,
    by: ByOption = "",
    post: PostOption = "",
    home: HomeOption = None,
) -> None:
    """Send a recipient its links, as the page does that is asked for them."""
    with open_for_reading(home) as (office, plans):
        recipient = _recipient(office, recipient, plans)
        tell_contacts(post_of(office, plans))
        sent = send_links(office, recipient, office.clock.now(), by=at_the_office(by, post))
    if sent.failed:
        refuse("Chưa gửi được ngay; thư chờ trong hộp thư đi và đợt đôn đốc sau sẽ gửi (xem dondoc outbox).", 1)
    typer.echo(f"Đã gửi liên kết mới cho «{recipient}».")


@app.command(
    "revoke",
    short_help="thu hồi mọi liên kết của một nơi nhận",
    help="Thu hồi mọi liên kết đã cấp của một nơi nhận; của cơ quan thì cả của người đứng đầu.",
)
def revoke(
    recipient: RecipientArgument,
    *,
    by: Annotated[str, typer.Option("--by", metavar="HỌ_TÊN", help="Người thu hồi.", show_default=False)],
    reason: Annotated[str, typer.Option("--reason", metavar="LÝ_DO", help="Vì sao thu hồi.", show_default=False)],
    post: PostOption = "",
    home: HomeOption = None,
) -> None:
    """Revoke a recipient's links."""
    with open_for_reading(home) as (office, plans):
        recipient = _recipient(office, recipient, plans)
        number = revoke_links(office, recipient, reason, office.clock.now(), by=person_named(by, post))
    typer.echo(
        f"Đã thu hồi các liên kết của «{recipient}» (lần {number}); gửi liên kết mới bằng «dondoc links send {recipient}»."
    )


@app.command(
    "rotate",
    short_help="đổi khóa ký liên kết",
    help="Đổi khóa ký liên kết; liên kết ký bằng hai khóa trước vẫn mở được.",
)
def rotate(
    *,
    lost: Annotated[
        bool, typer.Option("--lost", help="Khóa cũ đã mất: lập khóa mới, liên kết đã gửi không mở được nữa.")
    ] = False,
    by: ByOption = "",
    post: PostOption = "",
    home: HomeOption = None,
) -> None:
    """Put a new key in the first place, or in that of one that was lost."""
    with open_for_reading(home) as (office, _):
        kept = rotate_link_keys(office, office.clock.now(), by=at_the_office(by, post), lost=lost)
    if lost:
        typer.echo(
            "Đã lập khóa ký liên kết mới; liên kết đã gửi không mở được nữa. Gửi liên kết mới: dondoc links send MÃ."
        )
        return
    typer.echo(f"Đã đổi khóa ký liên kết; còn dùng được liên kết ký bằng {kept} khóa trước.")


def _recipient(office: OpenHome, name: str, plans: dict[str, LoadedPlan]) -> str:
    """Return whom a name means; refuse one that the home does not know: wrong use."""
    recipient = recipient_named(office, plans, name)
    if fault := recipient_fault(office, recipient, plans):
        refuse(fault)
    return recipient
