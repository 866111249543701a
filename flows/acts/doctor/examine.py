"""What an office ought to look at in its home: each finding a sentence, and whether something is broken."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from flows.acts.doctor.findings import BROKEN, GOOD, NOTE, Finding, listed
from flows.acts.doctor.reach import examine_reach
from flows.acts.doctor.surroundings import examine_days, examine_files, examine_machine, examine_recipients
from flows.acts.home_plans import read_home_plans
from flows.acts.open_home import Office, post_of
from models.agencies import name_in_home
from models.check_ins.calendar_changes import find_shifts, used_years
from models.check_ins.handovers import find_passings, ownerless_check_ins
from models.clock import in_zone
from models.database import Session
from models.decisions.extensions import open_extensions
from models.decisions.objections import open_objections
from models.decisions.referrals import referrals
from models.decisions.verdicts import waiting_answers
from models.outbox.letters import letters
from models.outbox.notices import NO_ADDRESS, chased_check_ins
from models.people.deputies import deputies_on
from models.rounds.clock_check import ClockRefusedError, guard_clock
from models.rounds.runs import failures_of, last_run
from models.settings import SettingsError
from models.tables.core import LetterState
from notifications.ladder.stages import DEPUTY_SUFFIX
from notifications.wording.desk_news import desks_of
from plan.errors import PlanRefusedError
from plan.library import LoadedPlan
from plan.texts.written import format_day, format_moment
from reports.calendar_warning import describe_unconfirmed, unconfirmed_years

LONGEST_ROUND = timedelta(hours=1)
"""How long a round may take before it counts as one that was stopped: Prefect gives it up then."""
VERDICT_WORKING_DAYS = 10
"""How long an answer may wait for its verdict, in working days, before the office is told."""


def examine(office: Office, on: date) -> Iterator[Finding]:
    """Yield what was found of a home as of a day, from the folder to the letters; nothing is changed."""
    yield Finding(GOOD, f"Thư mục dữ liệu {office.home.path}: ghi được.")
    if office.is_trial:
        yield Finding(NOTE, f"Đây là bản chạy thử, ngày giả định {format_day(on)}; thư chỉ vào hộp thư thử.")
    where = "SQLite trong thư mục dữ liệu" if office.database.is_sqlite else "máy chủ cơ sở dữ liệu"
    yield Finding(GOOD, f"Cơ sở dữ liệu ({where}): mở được, đúng phiên bản.")
    yield from examine_files(office)
    try:
        read = read_home_plans(office)
    except SettingsError as error:
        yield from (Finding(BROKEN, line) for line in str(error).splitlines())
        return
    except PlanRefusedError as error:
        yield from (Finding(BROKEN, str(found)) for found in error.errors)
        return
    plans = dict(read.known)
    for code, loaded in read.sound.items():
        yield Finding(GOOD, f"Kế hoạch {code}: không có lỗi, {len(loaded.plan.tasks)} nhiệm vụ.")
        yield from (Finding(NOTE, str(warning)) for warning in loaded.warnings)
    for code, errors in read.refused.items():
        yield Finding(BROKEN, f"Kế hoạch {code} có {len(errors)} lỗi nên tạm dừng, các kế hoạch khác vẫn chạy.")
        yield from (Finding(BROKEN, str(error)) for error in errors)
    yield from _clock(office)
    yield from _last_round(office)
    yield from examine_reach(office)
    yield from examine_machine(office)
    yield from _addresses(office, plans, on)
    yield from examine_recipients(office, post_of(office, plans), on)
    yield from examine_days(office, plans, on)
    with office.database.read() as session:
        yield from _desk(session, plans, on)
        yield from _judgement(session, plans, on)
        yield from _outbox(session)


def _clock(office: Office) -> Iterator[Finding]:
    """Tell where the machine's clock cannot be believed, so that no round is run."""
    try:
        with office.database.read() as session:
            guard_clock(session, office.clock.now(), office.home.settings.longest_gap)
    except ClockRefusedError as refused:
        yield Finding(BROKEN, str(refused))


def _last_round(office: Office) -> Iterator[Finding]:
    """Yield what the last round could not do, and whether it came to its end."""
    with office.database.read() as session:
        last = last_run(session)
    if last is None:
        return
    when = format_moment(in_zone(last.started_at))
    if last.finished_at is None and office.clock.now() - last.started_at > LONGEST_ROUND:
        sentence = f"Đợt đôn đốc lúc {when} bị dừng giữa chừng; đợt sau sẽ làm tiếp phần còn lại."
        yield Finding(BROKEN, sentence)
    failures = failures_of(last)
    yield from (Finding(BROKEN, f"Đợt đôn đốc lúc {when}: {sentence}") for sentence in failures)
    if last.finished_at is not None and not failures:
        yield Finding(GOOD, f"Đợt đôn đốc gần nhất lúc {when}: không bỏ sót việc nào.")


def _addresses(office: Office, plans: dict[str, LoadedPlan], on: date) -> Iterator[Finding]:
    post = post_of(office, plans)
    directory = post.directory
    yield from (Finding(NOTE if fault.warning else BROKEN, str(fault)) for fault in post.faults)
    with office.database.read() as session:
        owing = dict.fromkeys(
            name_in_home(directory.own_province, one.province, one.holder) for one in chased_check_ins(session)
        )
        deputies = [name_in_home(directory.own_province, one.province, one.agency) for one in deputies_on(session, on)]
    unheard = [code for code in dict.fromkeys(deputies) if directory.find(code + DEPUTY_SUFFIX, on) is None]
    if unheard:
        yield Finding(
            NOTE,
            f"Người báo cáo thay của {len(unheard)} cơ quan không có thư riêng vì dùng chung địa chỉ với cơ quan: {listed(unheard)}.",
        )
    silent = {code: why for code in owing if (why := directory.why_silent(code, on))}
    without = [code for code, why in silent.items() if why == NO_ADDRESS]
    if without:
        yield Finding(NOTE, f"contacts.csv chưa có địa chỉ của {len(without)} cơ quan: {listed(without)}.")
    in_doubt = [code for code in silent if code not in without]
    if in_doubt:
        yield Finding(
            NOTE,
            f"Thư của {len(in_doubt)} cơ quan được giữ lại vì lỗi trong contacts.csv: {listed(in_doubt)}; sửa xong thì "
            "đợt đôn đốc tiếp theo gửi.",
        )
    if not silent and not post.faults:
        yield Finding(GOOD, "Danh bạ liên hệ: mọi cơ quan đang phải báo cáo đều có địa chỉ.")


def _desk(session: Session, plans: dict[str, LoadedPlan], on: date) -> Iterator[Finding]:
    years = unconfirmed_years([loaded.calendar for loaded in plans.values()], used_years(session, on))
    yield from (Finding(NOTE, sentence) for sentence in describe_unconfirmed(years))
    ownerless = ownerless_check_ins(session)
    if ownerless:
        named = [f"{one.plan} {one.ref} kỳ {one.occurrence} ({one.holder})" for one in ownerless]
        yield Finding(
            NOTE,
            f"{len(ownerless)} báo cáo chưa có cơ quan tiếp nhận nhiệm vụ, chờ văn phòng quyết định (dondoc handover): {listed(named)}.",
        )
    for referral in referrals(session, waiting=True):
        yield Finding(
            NOTE,
            f"Nội dung vượt thẩm quyền số {referral.number}/{referral.year} ({referral.agency}, nhiệm vụ {referral.ref}) chờ "
            f"{referral.to} chỉ đạo từ ngày {format_day(referral.referred_on)} (dondoc refer decide).",
        )
    passings = sum(len(find_passings(session, loaded, on)) for loaded in plans.values())
    if passings:
        yield Finding(NOTE, f"{passings} báo cáo sẽ được bàn giao trong đợt đôn đốc tới.")
    shifts = sum(len(find_shifts(session, loaded)) for loaded in plans.values())
    if shifts:
        yield Finding(NOTE, f"Lịch nghỉ đã đổi: {shifts} báo cáo đang mở có ngày khác; xem dondoc calendar.")


def _judgement(session: Session, plans: dict[str, LoadedPlan], on: date) -> Iterator[Finding]:
    """Yield what waits for somebody's word: objections, later dates for the Chairman, answers that wait for long."""
    desks = desks_of(plans, on)
    for desk in desks:
        if not desk.is_office:
            continue
        objections = open_objections(session, desk.province)
        if objections:
            yield Finding(
                NOTE,
                f"{len(objections)} ý kiến «không thuộc nhiệm vụ» chờ văn phòng quyết định (dondoc objection): "
                f"{listed([f'{one.holder} {check_in.ref}' for one, check_in in objections])}.",
            )
        asked = [
            f"{one.extension.holder} {one.check_in.ref}"
            for one in open_extensions(session, plans, desk.code, on, province=desk.province)
            if one.by_chairman
        ]
        if asked:
            yield Finding(
                NOTE,
                f"{len(asked)} đề nghị gia hạn chờ Chủ tịch UBND tỉnh quyết định (dondoc extend): {listed(asked)}.",
            )
    for desk in desks:
        late = [
            one
            for one in waiting_answers(session, plans, desk.code, on, province=desk.province)
            if _working_days(plans, one.check_in.plan, on - timedelta(days=one.waited), on) > VERDICT_WORKING_DAYS
        ]
        if late:
            yield Finding(
                NOTE,
                f"{len(late)} báo cáo chờ {desk.code} xác nhận quá {VERDICT_WORKING_DAYS} ngày làm việc, lâu nhất từ ngày "
                f"{format_day(on - timedelta(days=late[0].waited))} (dondoc accept).",
            )


def _working_days(plans: dict[str, LoadedPlan], code: str, first: date, last: date) -> int:
    return plans[code].calendar.working_days_between(first, last)


def _outbox(session: Session) -> Iterator[Finding]:
    counted = Counter(letter.state for letter in letters(session))
    waiting = counted[LetterState.QUEUED] + counted[LetterState.SENDING]
    if counted[LetterState.DRAFT]:
        yield Finding(NOTE, f"{counted[LetterState.DRAFT]} thư chờ phát hành (dondoc outbox --release).")
    if waiting:
        yield Finding(NOTE, f"{waiting} thư chờ gửi trong đợt đôn đốc tới.")
    if counted[LetterState.FAILED]:
        yield Finding(BROKEN, f"{counted[LetterState.FAILED]} thư không gửi được (dondoc outbox --state failed).")
    if not waiting and not counted[LetterState.FAILED]:
        yield Finding(GOOD, "Hộp thư đi: không có thư nào đang chờ hoặc không gửi được.")
