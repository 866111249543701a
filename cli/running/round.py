"""The command `dondoc round`: one daily round in this process, without a Prefect server."""

from datetime import date, timedelta
from typing import Annotated

import typer

from cli.arguments import HomeOption, parse_day_option, refuse
from cli.homes import open_for_writing
from flows.acts.decisions import confirm_clock, confirm_plan_changes, questions_now, undo_round
from flows.acts.open_home import OpenHome
from flows.audited_round import run_audited_round
from flows.round import run_round
from flows.round_under_way import RoundOutcome
from models.audit.acts import BY_COMMAND, Person
from models.clock import Clock, in_zone
from models.home import prepare_home
from models.rounds.asking_first import describe_question, listed_in
from models.rounds.undo import Undone
from notifications.outbox.holding import PREPARED
from plan.texts.written import format_moment

_LOOKING = "xem trước"
"""Who stands for the person where nothing is kept."""
app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(help="Chạy một đợt đôn đốc: mở báo cáo đến kỳ, ghi nhận quá hạn, soạn và gửi thư.")
def run(
    home: HomeOption = None,
    on: Annotated[
        str,
        typer.Option(
            "--on", metavar="NGÀY", help="Ngày giả định; chỉ dùng trong thư mục chạy thử.", show_default=False
        ),
    ] = "",
    each_day: Annotated[
        bool, typer.Option("--each-day", help="Chạy lần lượt từng ngày, từ ngày của bản chạy thử đến ngày ở --on.")
    ] = False,
    gap_confirmed: Annotated[
        bool,
        typer.Option("--confirm-gap", help="Xác nhận đồng hồ đúng khi đã lâu không chạy đợt đôn đốc; cần --by."),
    ] = False,
    undo: Annotated[
        bool,
        typer.Option(
            "--undo",
            help="Thu lại đợt đôn đốc gần nhất: thư chưa gửi, phiếu báo cáo vừa mở. Không có --by thì chỉ xem trước.",
        ),
    ] = False,
    changes_of: Annotated[
        str,
        typer.Option(
            "--confirm-changes",
            metavar="KẾ_HOẠCH",
            help="Xem bản sửa của kế hoạch (mã) sẽ mở, bàn giao, bỏ những gì; có --by thì xác nhận và chạy đợt đôn đốc.",
            show_default=False,
        ),
    ] = "",
    by: Annotated[
        str,
        typer.Option(
            "--by",
            metavar="HỌ_TÊN",
            help="Người xác nhận, khi ghi --confirm-gap, --confirm-changes hoặc --undo.",
            show_default=False,
        ),
    ] = "",
    post: Annotated[
        str, typer.Option("--post", metavar="CHỨC_VỤ", help="Chức vụ của người đó.", show_default=False)
    ] = "",
) -> None:
    """Run the round of the home's day, or in a trial home of a made-up day, and tell what it did.

    Exit 1 when letters failed, or are held although the home is live.
    """
    day = parse_day_option(on, "--on") if on else None
    if undo and (gap_confirmed or each_day or on):
        refuse("--undo không dùng cùng --on, --each-day, --confirm-gap.")
    if each_day and day is None:
        refuse("--each-day cần có --on: ngày cuối cùng cần chạy.")
    if each_day and day is not None:
        _run_each_day(home, day)
        return
    with open_for_writing(home, day) as office:
        now = office.clock.now()
        if undo:
            person = Person(by or _LOOKING, post, BY_COMMAND)
            _tell_undone(undo_round(office, now, by=person, keep=bool(by)), looked=not by)
            return
        if changes_of and not by:
            _list_changes(office, changes_of)
            return
        if changes_of:
            confirm_plan_changes(office, changes_of, now, by=Person(by, post, BY_COMMAND))
        if gap_confirmed:
            confirm_clock(office, now, by=Person(by, post, BY_COMMAND))
        _tell(run_audited_round(office, now, gap_confirmed=gap_confirmed, by_hand=True))


def _list_changes(office: OpenHome, code: str) -> None:
    """Print what a changed plan would do at once, and how to let it."""
    question = next((one for one in questions_now(office) if one.code == code), None)
    if question is None:
        refuse(f"Không có bản sửa nào của kế hoạch «{code}» chờ xác nhận.", 1)
    typer.echo(describe_question(question))
    for line in listed_in(question):
        typer.echo(f"  {line}")
    typer.echo(
        f'Đồng ý: dondoc round --confirm-changes {code} --by "Họ và tên"; không đồng ý thì sửa lại tệp kế hoạch.'
    )


def _run_each_day(home: HomeOption, last: date) -> None:
    with open_for_writing(home, None) as office:
        day = office.clock.today() if office.is_trial else last
        while day <= last:
            with office.database.write() as session:
                prepare_home(session, Clock().now(), day)
            outcome = run_round(office, office.clock.now())
            if outcome.opened or outcome.queued or outcome.sent or day == last:
                typer.echo(outcome.title)
            day += timedelta(days=1)


def _tell_undone(undone: Undone, *, looked: bool) -> None:
    when = format_moment(in_zone(undone.moment))
    typer.echo(f"{'Sẽ thu lại' if looked else 'Đã thu lại'} của đợt đôn đốc lúc {when}: {undone.words}.")
    if undone.sent_to:
        typer.echo(f"Đã gửi, không thu lại được: {len(undone.sent_to)} thư cho {', '.join(undone.sent_to)}.")
    if undone.kept_check_ins:
        typer.echo(
            f"Giữ lại {undone.kept_check_ins} phiếu báo cáo vừa mở: có nơi đã nhận thư, đã xử lý, hoặc kế hoạch vừa tiếp nhận."
        )
    if undone.late:
        typer.echo(
            f"Giữ trong lịch sử {undone.late} lần ghi nhận quá hạn, ghi theo ngày quá hạn; số liệu tính theo ngày xem."
        )
    if undone.passed_on:
        typer.echo(
            f"Giữ nguyên {undone.passed_on} thay đổi cơ quan hoặc hạn; cần đổi lại thì ghi bằng dondoc handover, extend."
        )
    if undone.taken_on:
        typer.echo(f"Giữ nguyên việc tiếp nhận kế hoạch: {', '.join(undone.taken_on)}.")
    typer.echo(
        'Thực hiện: dondoc round --undo --by "Họ và tên"'
        if looked
        else "Đợt đôn đốc sau mở, nhắc lại những việc đến kỳ."
    )


def _tell(outcome: RoundOutcome) -> None:
    typer.echo(outcome.title)
    for sentence in outcome.sentences:
        typer.echo(f"  {sentence}")
    wrong = any(not fault.warning for fault in outcome.faults)
    if outcome.failed or not outcome.is_whole or outcome.hold not in (None, PREPARED) or wrong:
        raise typer.Exit(1)
