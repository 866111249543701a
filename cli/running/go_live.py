"""The command `dondoc go-live`: what is still missing, whom the home would tell what, and the act that begins it."""

from typing import Annotated

import typer

from cli.arguments import HomeOption, refuse
from cli.homes import open_for_reading
from cli.line_options import PostOption
from flows.acts.going_live import go_back, go_live, look_at, rehearse
from flows.acts.open_home import OpenHome
from flows.round import run_round
from models.audit.acts import BY_COMMAND, Person
from models.clock import in_zone
from notifications.outbox.going_live import Look
from notifications.outbox.outlook import Heard
from notifications.outbox.sending import SendingOutcome
from plan.texts.written import format_day, format_moment

app = typer.Typer(add_completion=False, rich_markup_mode=None)
ACCEPT = "--accept-missing"
_COLUMNS = ("Quá hạn", "Đến hạn", "Mới", "Thư")


@app.command(
    help="Bắt đầu gửi thư: xem còn thiếu gì, sẽ gửi cho ai bao nhiêu thư; gửi diễn tập cho Văn phòng; bắt đầu; dừng lại."
)
def run(
    home: HomeOption = None,
    yes: Annotated[bool, typer.Option("--yes", help="Bắt đầu gửi thư; cần --by.")] = False,
    rehearse_to: Annotated[
        str,
        typer.Option(
            "--rehearse-to",
            metavar="ĐỊA_CHỈ",
            help="Gửi tất cả thư đó đến một địa chỉ của Văn phòng để xem trước; không thư nào tính là đã gửi.",
            show_default=False,
        ),
    ] = "",
    back: Annotated[
        bool, typer.Option("--back-to-prepared", help="Dừng gửi thư, trở lại trạng thái chuẩn bị; cần --by.")
    ] = False,
    accept: Annotated[bool, typer.Option(ACCEPT, help="Chấp nhận bắt đầu khi còn các việc ghi «Cần xem».")] = False,
    by: Annotated[str, typer.Option("--by", metavar="HỌ_TÊN", help="Người quyết định.", show_default=False)] = "",
    post: PostOption = "",
) -> None:
    """Tell how the home stands, exit 1 where something blocks it; or begin, rehearse, or go back."""
    if sum((yes, bool(rehearse_to), back)) > 1:
        refuse("Chỉ dùng một trong --yes, --rehearse-to, --back-to-prepared.")
    if (yes or back) and not by.strip():
        refuse("Hãy ghi họ và tên người quyết định ở --by.")
    person = Person(by, post, BY_COMMAND)
    with open_for_reading(home) as (office, _):
        now = office.clock.now()
        if back:
            go_back(office, now, by=person)
            typer.echo("Đã dừng gửi thư; từ nay thư được giữ lại. Bắt đầu lại: dondoc go-live.")
            return
        if office.is_trial:
            refuse("Đây là bản chạy thử: thư chỉ vào hộp thư thử, không bắt đầu gửi thật ở đây được.", 1)
        look = _look(office)
        if look.state.speaks:
            typer.echo(f"Đã bắt đầu gửi thư từ {format_moment(in_zone(look.state.live_since or now))}.")
            raise typer.Exit(1 if yes or rehearse_to else 0)
        if rehearse_to:
            _tell_rehearsal(rehearse_to, *rehearse(office, rehearse_to, now, by=person))
            return
        stopping = look.standing_in_the_way(accepting=accept)
        if not yes:
            _tell(look, accepting=accept)
            raise typer.Exit(1 if stopping else 0)
        if stopping:
            _tell_blocks(look, accepting=accept)
            raise typer.Exit(1)
        _tell_begun(go_live(office, now, by=person, accepting=accept))


def _look(office: OpenHome) -> Look:
    """Bring a home that is being prepared up to date, as its daily round does, and return how it stands."""
    if office.hold:
        run_round(office, office.clock.now())
    return look_at(office, office.clock.now())


def _tell(look: Look, *, accepting: bool) -> None:
    outlook = look.outlook
    _tell_blocks(look, accepting=accepting)
    typer.echo(f"\nNếu bắt đầu hôm nay, {format_day(outlook.on)}:")
    width = max([len("Nơi nhận"), *(len(one.name) for one in outlook.heard)])
    far = max([len("Địa chỉ"), *(len(_address(one)) for one in outlook.heard)])
    typer.echo(f"  {'Nơi nhận':<{width}}  {'Địa chỉ':<{far}}  {'  '.join(_COLUMNS)}")
    for one in outlook.heard:
        counts = (one.overdue, one.due, one.new, one.letters + one.drafts)
        cells = "  ".join(f"{count:>{len(name)}}" for count, name in zip(counts, _COLUMNS, strict=True))
        typer.echo(f"  {one.name:<{width}}  {_address(one):<{far}}  {cells}{' (chờ phát hành)' if one.drafts else ''}")
    drafts = f", {outlook.drafts} thư chờ phát hành" if outlook.drafts else ""
    typer.echo(f"  Tất cả: {outlook.ready} thư gửi ngay{drafts}.")
    if not look.standing_in_the_way(accepting=accepting):
        accepted = f" {ACCEPT}" if look.blocks else ""
        typer.echo("\nXem trước trong hộp thư của Văn phòng: dondoc go-live --rehearse-to ĐỊA_CHỈ")
        typer.echo(f'Bắt đầu: dondoc go-live --yes{accepted} --by "Họ và tên" --post "Chức vụ"')


def _tell_blocks(look: Look, *, accepting: bool) -> None:
    typer.echo("Đang chuẩn bị, chưa bắt đầu gửi thư.")
    if not look.blocks:
        typer.echo("Không còn vướng gì.")
    for block in look.blocks:
        if not block.may_be_accepted:
            typer.echo(f"Phải sửa trước: {block}")
        elif accepting:
            typer.echo(f"Đã chấp nhận: {block.sentence}")
        else:
            typer.echo(f"Cần xem: {block} ({ACCEPT})")


def _address(one: Heard) -> str:
    return one.address or "chưa có địa chỉ"


def _tell_rehearsal(address: str, sent: SendingOutcome, reason: str) -> None:
    typer.echo(f"Đã gửi diễn tập {sent.sent} thư đến {address}; chưa gửi cho cơ quan nào.")
    if sent.failed:
        refuse(f"{sent.failed} thư diễn tập không gửi được: {reason}", 1)


def _tell_begun(sent: SendingOutcome) -> None:
    typer.echo(f"Đã bắt đầu gửi thư: gửi {sent.sent} thư, {sent.failed} thư chưa gửi được.")
    if sent.failed:
        refuse("Thư chưa gửi được chờ trong hộp thư đi và đợt đôn đốc sau sẽ gửi lại (xem dondoc outbox).", 1)
