"""The command `dondoc links`: print, send and revoke the links by which agencies come in, and change their key."""

from typing import Annotated

import typer

from cli.arguments import HomeOption, refuse, refuse_unknown
from cli.homes import open_for_reading, tell_contacts
from cli.line_options import PostOption
from flows.acts.open_home import post_of, send_ready_letters, today
from models.agencies import province_and_code
from models.audit.acts import BY_COMMAND, Done, Person, record_act
from models.clock import Clock
from models.outbox.notices import NO_ADDRESS
from models.people.link_epochs import revoke_links
from notifications.contacts.directory import names_of
from notifications.ladder.stages import DEPUTY_SUFFIX, HEAD_SUFFIX
from notifications.links import ANSWER, LINK_LASTS, PAGES, rotate_keys
from notifications.outbox.link_letters import Asked, purposes_of, queue_link_letter
from plan.library import LoadedPlan

app = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True)
SHOW_LINK = "show-link"
RecipientArgument = Annotated[
    str,
    typer.Argument(
        metavar="NƠI_NHẬN",
        help="Mã cơ quan; thêm /head cho người đứng đầu, /deputy cho người trả lời thay; của tỉnh khác ghi «mã tỉnh:mã cơ quan».",
        show_default=False,
    ),
]


@app.command("show", help="In một liên kết mới của một nơi nhận. Ai có liên kết này thì trả lời thay được nơi nhận đó.")
def show(
    recipient: RecipientArgument,
    purpose: Annotated[
        str,
        typer.Option(
            "--purpose",
            metavar="TRANG",
            help="answer (trả lời), judge (theo dõi, xác nhận) hoặc office (bàn làm việc của Văn phòng).",
            show_default=False,
        ),
    ] = ANSWER,
    home: HomeOption = None,
) -> None:
    """Print the address that a recipient's fresh link for a purpose has; the audit trail tells that it was printed."""
    if purpose not in PAGES:
        refuse_unknown("trang", purpose, PAGES)
    with open_for_reading(home) as (office, plans):
        own, on = _guard_recipient(recipient, plans), today(office)
        if purpose not in (known := purposes_of(recipient, own, plans, on)):
            has = f"chỉ có: {', '.join(known)}" if known else "không có trang nào"
            refuse(f"«{recipient}» không có trang {purpose}; {has}.", 1)
        done = Done(SHOW_LINK, *province_and_code(own, recipient.partition("/")[0]), item=recipient, detail=purpose)
        with office.database.write() as session:
            record_act(session, done, Person("", "", BY_COMMAND), office.clock.now())
        typer.echo(post_of(office, plans).link_to(recipient, on, purpose))
        typer.echo(f"Dùng được đến hết ngày {on + LINK_LASTS:%d/%m/%Y}.", err=True)


@app.command("send", help="Gửi ngay các liên kết mới của một nơi nhận đến địa chỉ đã đăng ký; mỗi giờ một lần.")
def send(
    recipient: RecipientArgument,
    by: Annotated[str, typer.Option("--by", metavar="HỌ_TÊN", help="Người gửi.", show_default=False)] = "",
    post: PostOption = "",
    home: HomeOption = None,
) -> None:
    """Send a recipient its links, as the page does that is asked for them."""
    with open_for_reading(home) as (office, plans):
        _guard_recipient(recipient, plans)
        now, letters = office.clock.now(), post_of(office, plans)
        on = today(office)
        if letters.hold:
            refuse(f"Chưa gửi được liên kết. {letters.hold}", 1)
        if why := letters.directory.why_silent(recipient, on):
            tell_contacts(letters)
            if why == NO_ADDRESS:
                refuse(f"«{recipient}» chưa có địa chỉ riêng trong contacts.csv; hãy thêm địa chỉ rồi gửi lại.", 1)
            refuse(f"Chưa gửi được cho «{recipient}»: {why}.", 1)
        asked = Asked(Person(by, post, BY_COMMAND), on, now, Clock().now().hour)
        with office.database.write() as session:
            queued = queue_link_letter(session, letters, recipient, asked)
        if not queued:
            refuse(f"Chưa gửi: «{recipient}» không có trang nào, hoặc đã được gửi liên kết trong giờ này.", 1)
        sent = send_ready_letters(office, letters, now, urgent=True)
    if sent.failed:
        refuse("Chưa gửi được ngay; thư chờ trong hộp thư đi và vòng đôn đốc sau sẽ gửi (xem dondoc outbox).", 1)
    typer.echo(f"Đã gửi liên kết mới cho «{recipient}».")


@app.command("revoke", help="Thu hồi mọi liên kết đã cấp của một nơi nhận; của cơ quan thì cả của người đứng đầu.")
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
        own = _guard_recipient(recipient, plans)
        with office.database.write_alone() as session:
            person = Person(by, post, BY_COMMAND)
            number = revoke_links(session, recipient, reason, office.clock.now(), by=person, own_province=own)
    typer.echo(
        f"Đã thu hồi các liên kết của «{recipient}» (lần {number}); gửi liên kết mới bằng «dondoc links send {recipient}»."
    )


@app.command("rotate", help="Đổi khóa ký liên kết; liên kết ký bằng hai khóa trước vẫn mở được.")
def rotate(home: HomeOption = None) -> None:
    """Put a new key in the first place."""
    with open_for_reading(home) as (office, _):
        kept = rotate_keys(office.home)
    typer.echo(f"Đã đổi khóa ký liên kết; còn dùng được liên kết ký bằng {kept} khóa trước.")


def _guard_recipient(recipient: str, plans: dict[str, LoadedPlan]) -> str:
    """Return the home's own province; refuse a recipient that it does not know."""
    registers = [loaded.register for loaded in plans.values()]
    names = names_of(registers, registers[0].code)
    agency, slash, function = recipient.partition("/")
    if slash and slash + function not in (HEAD_SUFFIX, DEPUTY_SUFFIX):
        refuse(f"«{recipient}»: sau dấu / chỉ ghi head (người đứng đầu) hoặc deputy (người trả lời thay).")
    if agency not in names:
        refuse_unknown("cơ quan", agency, names)
    return registers[0].code
