"""The command `dondoc outbox`: the letters and what became of each; drafts are released here."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Annotated

import typer

from cli.arguments import HomeOption, refuse, refuse_unknown
from cli.homes import open_for_reading, tell_contacts
from cli.line_options import ByOption, PostOption
from flows.acts.decisions import Retried, release_letters, retry_letters
from flows.acts.open_home import post_of
from flows.acts.people import at_the_office
from models.check_ins.state_words import LETTER_WORDS
from models.clock import ROUND_AT, day_of, in_zone, moment_on
from models.outbox.letters import letters
from models.outbox.notices import held_by_reason
from models.outbox.report_letters import MATTER, names_attached
from models.tables.core import Letter, LetterState
from notifications.outbox.daily_letters import ONE_A_DAY
from notifications.outbox.due_notices import CALLED_TODAY, REST_DAY
from notifications.outbox.holding import Hold
from plan.library import LoadedPlan
from plan.texts.written import format_day, format_moment

app = typer.Typer(add_completion=False, rich_markup_mode=None)

_OLD_DRAFT = ", dự thảo của ngày trước, khi gửi sẽ soạn lại theo số liệu của ngày gửi"


@app.command(help="Xem hộp thư đi: thư nào đã gửi, chờ gửi, chờ phát hành, vì sao; phát hành thư chờ.")
def show(
    home: HomeOption = None,
    state: Annotated[
        str,
        typer.Option("--state", metavar="TÌNH_TRẠNG", help=f"Chỉ xem: {', '.join(LetterState)}.", show_default=False),
    ] = "",
    release: Annotated[
        str,
        typer.Option(
            "--release", metavar="SỐ,…|all", help="Phát hành thư chờ: số thứ tự của thư, hoặc all.", show_default=False
        ),
    ] = "",
    retry: Annotated[
        str,
        typer.Option(
            "--retry",
            metavar="SỐ,…|all",
            help="Gửi lại ngay thư không gửi được, còn chờ hoặc chưa chắc đã tới: số thứ tự của thư, hoặc all.",
            show_default=False,
        ),
    ] = "",
    by: ByOption = "",
    post: PostOption = "",
) -> None:
    """Print the letters, the newest first, release drafts, which the next round sends, or try again what did not leave."""
    if state and state not in list(LetterState):
        refuse_unknown("tình trạng", state, list(LetterState))
    with open_for_reading(home) as (office, plans):
        tell_contacts(post_of(office, plans))
        if release:
            numbers = None if release == "all" else _numbers(release, "--release")
            with office.database.read() as session:
                drafts = letters(session, LetterState.DRAFT)
            reports = sum(one.matter.startswith(MATTER) and (numbers is None or one.id in numbers) for one in drafts)
            released = release_letters(office, numbers, office.clock.now(), by=at_the_office(by, post))
            when = (
                f"thư còn được giữ lại. {office.hold}"
                if office.hold
                else "đợt đôn đốc tiếp theo soạn lại theo số liệu của ngày gửi rồi gửi."
                if released > reports
                else "thư kèm báo cáo giữ nguyên tệp, được gửi trong ít phút, chậm nhất trong đợt đôn đốc tiếp theo."
            )
            typer.echo(f"Đã phát hành {released} thư; {when}")
            raise typer.Exit(0 if released else 1)
        if retry:
            numbers = None if retry == "all" else _numbers(retry, "--retry")
            done = retry_letters(office, numbers, office.clock.now(), by=at_the_office(by, post))
            typer.echo(_tell_retried(done, office.hold))
            raise typer.Exit(0 if done.count and not done.failed else 1)
        with office.database.read() as session:
            found = letters(session, LetterState(state) if state else None)
            held = {} if state else held_by_reason(session)
            attached = names_attached(session, [one.id for one in found if one.matter.startswith(MATTER)])
        if office.hold:
            typer.echo(f"Lưu ý: {office.hold}")
        on = day_of(office.clock.now())
    for letter in found:
        typer.echo(_line(letter, on, [name for _, name in attached.get(letter.id, ())]))
    for reason, count in held.items():
        typer.echo(f"{count} thông báo được giữ lại: {reason}{_released(reason, plans, on)}.")
    typer.echo(f"{len(found)} thư.")


def _released(reason: str, plans: Mapping[str, LoadedPlan], on: date) -> str:
    """Return from which day on goes what waits for a working day or for the next letter; '' for what waits for else."""
    if reason not in (REST_DAY, CALLED_TODAY, ONE_A_DAY) or not plans:
        return ""
    after = on if reason == REST_DAY else on + timedelta(days=1)
    first = min(loaded.calendar.next_working_day(after) for loaded in plans.values())
    return f", gửi từ {format_moment(moment_on(first, ROUND_AT))}"


def _tell_retried(done: Retried, hold: Hold | None) -> str:
    if not done.count:
        return "Không có thư nào cần gửi lại."
    if hold:
        return f"Đã xếp {done.count} thư để gửi lại; thư còn được giữ lại. {hold}"
    if done.reason:
        return f"Gửi lại {done.count} thư: {done.sent} thư đã gửi, {done.failed} thư chưa gửi được. {done.reason}"
    return f"Gửi lại {done.count} thư: {done.sent} thư đã gửi; thư nào của ngày trước đi trong đợt đôn đốc tiếp theo."


def _numbers(text: str, option: str) -> list[int]:
    parts = [part.strip() for part in text.split(",")]
    if not all(part.isascii() and part.isdecimal() for part in parts):
        refuse(f"{option}: «{text}» phải là số thứ tự của thư, cách nhau bằng dấu phẩy, hoặc all.")
    return [int(part) for part in parts]


def _line(letter: Letter, on: date, attached: Sequence[str] = ()) -> str:
    settled = f" lúc {format_moment(in_zone(letter.settled_at))}" if letter.settled_at else ""
    reason = f" ({letter.reason})" if letter.reason else ""
    reason += f" (đi cùng thư số {letter.carried_by}, cùng địa chỉ)" if letter.carried_by else ""
    again = (
        ", gửi thêm một lần vì lần trước chưa chắc đã tới" if letter.doubts and letter.state == LetterState.SENT else ""
    )
    if letter.next_try_at and letter.state in (LetterState.QUEUED, LetterState.DOUBTFUL):
        again = f", gửi lại từ {format_moment(in_zone(letter.next_try_at))}"
    elif letter.state == LetterState.DOUBTFUL:
        again = ", đã gửi ba lần; chờ Văn phòng: --retry"
    is_old = letter.state == LetterState.DRAFT and not letter.matter and letter.written_on < on
    state = f"{LETTER_WORDS[letter.state]}{settled}{_OLD_DRAFT if is_old else ''}{again}"
    files = f", kèm {', '.join(attached)}" if attached else ""
    return f"{letter.id}. {format_day(letter.written_on)} {letter.address}: {letter.subject}{files} [{state}]{reason}"
