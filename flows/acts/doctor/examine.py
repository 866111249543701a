"""What an office ought to look at in its home: each finding a sentence, and whether something is broken."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from flows.acts.decisions import questions_now
from flows.acts.doctor.backups import examine_backups
from flows.acts.doctor.findings import BROKEN, GOOD, NOTE, Finding, listed, of_kind
from flows.acts.doctor.next_looks import find_late_looks
from flows.acts.doctor.program import examine_program
from flows.acts.doctor.reach import examine_reach
from flows.acts.doctor.running import examine_prefect, examine_running, examine_ui
from flows.acts.doctor.self_audit import find_damage
from flows.acts.doctor.surroundings import (
    examine_days,
    examine_files,
    examine_letterheads,
    examine_machine,
    examine_recipients,
)
from flows.acts.home_plans import HomePlans, read_home_plans
from flows.acts.inbox.returned import WAY_OUT, returned_now, tell_returned
from flows.acts.open_home import OpenHome, key_fault, post_of
from models.agencies import name_in_home
from models.check_ins.calendar_changes import find_shifts, used_years
from models.check_ins.handovers import find_passings, ownerless_check_ins
from models.clock import Clock, day_of, in_zone
from models.database import Session
from models.decisions.extensions import open_extensions
from models.decisions.objections import open_objections
from models.decisions.referrals import referrals
from models.decisions.verdicts import waiting_answers
from models.health.limits import LONGEST_ROUND, ROUND_LATE
from models.outbox.letters import letters, worth_another_try
from models.outbox.mail_clock import LONG_UNSENT, long_unsent, rest_in_doubt, stuck_claims, unsent_urgent_letters
from models.outbox.notices import NO_ADDRESS, chased_check_ins
from models.people.deputies import deputies_on
from models.rounds.asking_first import describe_question, listed_in
from models.rounds.clock_check import ClockRefusedError, guard_clock
from models.rounds.runs import failures_of, last_run
from models.settings import SettingsError
from models.store.moved_database import VARIABLE, names_a_left_one
from models.tables.core import LetterState
from notifications.contacts.directory import CAME_BACK
from notifications.ladder.stages import DEPUTY_SUFFIX
from notifications.outbox.sending import tell_urgent
from notifications.wording.desk_news import desks_of
from plan.errors import PlanRefusedError
from plan.library import LoadedPlan
from plan.refs import told_ref
from plan.texts.written import format_day, format_moment
from reports.calendar_warning import describe_unconfirmed, unconfirmed_years

PLAN = "Kế hoạch"
"""The kind of findings about a plan."""
VERDICT_WORKING_DAYS = 10
"""How long an answer may wait for its verdict, in working days, before the office is told."""


def examine(office: OpenHome, on: date) -> Iterator[Finding]:
    """Yield what was found of a home as of a day, from the folder to the letters; nothing is changed."""
    yield from of_kind("Thư mục dữ liệu", _home(office, on))
    yield from of_kind("Tệp", examine_files(office))
    yield from of_kind("Tệp", examine_letterheads(office))
    plans: dict[str, LoadedPlan] = {}
    try:
        read = read_home_plans(office)
    except SettingsError as error:
        yield from (Finding(BROKEN, line, kind=PLAN) for line in str(error).splitlines())
    except PlanRefusedError as error:
        yield from (Finding(BROKEN, str(found), kind=PLAN) for found in error.errors)
    else:
        plans = dict(read.known)
        yield from of_kind(PLAN, _plans(read))
    yield from of_kind("Đợt đôn đốc", (*_clock(office), *_last_round(office), *_questions(office)))
    yield from of_kind(
        "Đường gửi", (*examine_reach(office), *examine_ui(office), *examine_prefect(office), *examine_running(office))
    )
    yield from of_kind("Máy chủ", (*examine_machine(office), *examine_program(office)))
    yield from of_kind("Sao lưu", examine_backups(office))
    if fault := key_fault(office):
        yield Finding(BROKEN, fault, kind="Liên kết")
    if plans:
        yield from _by_plans(office, plans, on)
    with office.database.read() as session:
        yield from of_kind("Thư", _outbox(session, on))


def _by_plans(office: OpenHome, plans: dict[str, LoadedPlan], on: date) -> Iterator[Finding]:
    """Yield what can be told only by plans that are known."""
    with suppress(SettingsError):  # a key of links that cannot be used is told already
        yield from of_kind("Danh bạ", _addresses(office, plans, on))
        post = post_of(office, plans)
        yield from of_kind("Danh bạ", examine_recipients(office, post, on))
        with office.database.read() as session:
            yield from of_kind("Việc chờ", find_late_looks(session, office, post))
    yield from of_kind("Lịch", examine_days(office, plans, on))
    with office.database.read() as session:
        yield from of_kind("Việc chờ", (*_desk(session, plans, on), *_judgement(session, plans, on)))


def _home(office: OpenHome, on: date) -> Iterator[Finding]:
    yield Finding(GOOD, f"Thư mục dữ liệu {office.home.path}: ghi được.")
    if office.is_trial:
        yield Finding(NOTE, f"Đây là bản chạy thử, ngày giả định {format_day(on)}; thư chỉ vào hộp thư thử.")
    where = "SQLite trong thư mục dữ liệu" if office.database.is_sqlite else "máy chủ cơ sở dữ liệu"
    if names_a_left_one(office.home.path):
        yield Finding(
            NOTE,
            f"{VARIABLE} trong môi trường vẫn ghi cơ sở dữ liệu đã chuyển đi nên không dùng.",
            "Hãy xóa biến ấy khỏi tệp dịch vụ.",
        )
    damage = list(find_damage(office))
    yield from damage or [Finding(GOOD, f"Cơ sở dữ liệu ({where}): mở được, đúng phiên bản, đọc được toàn bộ.")]


def _plans(read: HomePlans) -> Iterator[Finding]:
    for code, loaded in read.sound.items():
        yield Finding(GOOD, f"Kế hoạch {code}: không có lỗi, {len(loaded.plan.tasks)} nhiệm vụ.")
        yield from (Finding(NOTE, str(warning)) for warning in loaded.warnings)
    for code, errors in read.refused.items():
        since = min((day for error in errors if (day := _day_of_file(error.file))), default=None)
        yield Finding(
            BROKEN,
            f"Kế hoạch {code} có {len(errors)} lỗi nên tạm dừng, các kế hoạch khác vẫn chạy.",
            "Hãy sửa các lỗi dưới đây, rồi kiểm tra bằng dondoc plan check.",
            since,
        )
        yield from (Finding(BROKEN, str(error)) for error in errors)


def _clock(office: OpenHome) -> Iterator[Finding]:
    """Tell where the machine's clock cannot be believed, so that no round is run."""
    try:
        with office.database.read() as session:
            guard_clock(session, office.clock.now(), office.home.settings.longest_gap)
    except ClockRefusedError as refused:
        yield Finding(BROKEN, str(refused))


def _last_round(office: OpenHome) -> Iterator[Finding]:
    """Yield what the last round could not do, and whether it came to its end."""
    with office.database.read() as session:
        last = last_run(session)
    if last is None:
        if not office.is_trial:
            yield Finding(NOTE, "Chưa chạy đợt đôn đốc nào.", "Đợt đầu chạy khi mở dondoc up; chạy ngay: dondoc round.")
        return
    when = format_moment(in_zone(last.started_at))
    is_late = not office.is_trial and office.clock.now() - last.started_at > ROUND_LATE
    if is_late:
        yield Finding(
            BROKEN,
            f"Đợt đôn đốc gần nhất lúc {when}; từ đó đến nay chưa chạy đợt nào.",
            "Hãy xem dondoc up có đang chạy không; chạy ngay: dondoc round.",
            day_of(last.started_at),
        )
    if last.finished_at is None and office.clock.now() - last.started_at > LONGEST_ROUND:
        sentence = f"Đợt đôn đốc lúc {when} bị dừng giữa chừng; đợt sau sẽ làm tiếp phần còn lại."
        yield Finding(BROKEN, sentence, "Cần làm ngay: dondoc round.")
    failures = failures_of(last)
    yield from (Finding(BROKEN, f"Đợt đôn đốc lúc {when}: {sentence}") for sentence in failures)
    if last.finished_at is not None and not failures and not is_late:
        yield Finding(GOOD, f"Đợt đôn đốc gần nhất lúc {when}: không bỏ sót việc nào.")


def _questions(office: OpenHome) -> Iterator[Finding]:
    """Yield which changed plans wait for the office's word, and the beginning of what each would open."""
    for question in questions_now(office):
        lines = listed_in(question)
        told = f"{describe_question(question)} {listed(list(lines))}." if lines else describe_question(question)
        todo = f'Xem hết: dondoc round --confirm-changes {question.code}; đồng ý: thêm --by "Họ và tên".'
        yield Finding(BROKEN, told, todo, day_of(question.asked_at))


def _addresses(office: OpenHome, plans: dict[str, LoadedPlan], on: date) -> Iterator[Finding]:
    post = post_of(office, plans)
    directory = post.directory
    since = _day_of_file(str(office.home.contacts_file))
    yield from (Finding(NOTE if fault.warning else BROKEN, str(fault), since=since) for fault in post.faults)
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
        sentence = f"contacts.csv chưa có địa chỉ của {len(without)} cơ quan: {listed(without)}."
        yield Finding(NOTE, sentence, "Hãy bổ sung vào contacts.csv.")
    in_doubt = [code for code, why in silent.items() if why not in (NO_ADDRESS, CAME_BACK)]
    if in_doubt:
        yield Finding(
            NOTE,
            f"Thư của {len(in_doubt)} cơ quan được giữ lại vì lỗi trong contacts.csv: {listed(in_doubt)}.",
            "Hãy sửa contacts.csv; đợt đôn đốc tiếp theo gửi.",
        )
    came_back = returned_now(office)
    yield from (Finding(BROKEN, tell_returned(post, one, on), WAY_OUT) for one in came_back)
    if not silent and not post.faults and not came_back:
        yield Finding(GOOD, "Danh bạ liên hệ: mọi cơ quan đang phải báo cáo đều có địa chỉ.")


def _desk(session: Session, plans: dict[str, LoadedPlan], on: date) -> Iterator[Finding]:
    years = unconfirmed_years([loaded.calendar for loaded in plans.values()], used_years(session, on))
    yield from (Finding(NOTE, sentence) for sentence in describe_unconfirmed(years))
    ownerless = ownerless_check_ins(session)
    if ownerless:
        named = [f"{one.plan} {told_ref(one.ref)} kỳ {one.occurrence} ({one.holder})" for one in ownerless]
        yield Finding(
            NOTE,
            f"{len(ownerless)} báo cáo chưa có cơ quan tiếp nhận nhiệm vụ, chờ văn phòng quyết định: {listed(named)}.",
            "Hãy quyết định bằng dondoc handover hoặc dondoc waive.",
        )
    for referral in referrals(session, waiting=True):
        yield Finding(
            NOTE,
            f"Nội dung vượt thẩm quyền số {referral.number}/{referral.year} ({referral.agency}, nhiệm vụ {told_ref(referral.ref)}) chờ "
            f"{referral.to} chỉ đạo.",
            "Ghi ý kiến chỉ đạo: dondoc refer decide.",
            referral.referred_on,
        )
    passings = sum(len(find_passings(session, loaded, on)) for loaded in plans.values())
    if passings:
        yield Finding(NOTE, f"{passings} báo cáo sẽ được bàn giao trong đợt đôn đốc tới.")
    shifts = sum(len(find_shifts(session, loaded)) for loaded in plans.values())
    if shifts:
        yield Finding(NOTE, f"Lịch nghỉ đã đổi: {shifts} báo cáo đang mở có ngày khác.", "Hãy xem dondoc calendar.")


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
                f"{len(objections)} ý kiến «không thuộc nhiệm vụ» chờ văn phòng quyết định: "
                f"{listed([f'{one.holder} {told_ref(check_in.ref)}' for one, check_in in objections])}.",
                "Hãy quyết định trên trang của Văn phòng, hoặc bằng dondoc objection.",
                min(day_of(one.raised_at) for one, _ in objections),
            )
        asked = [
            f"{one.extension.holder} {told_ref(one.check_in.ref)}"
            for one in open_extensions(session, plans, desk.code, on, province=desk.province)
            if one.by_chairman
        ]
        if asked:
            yield Finding(
                NOTE,
                f"{len(asked)} đề nghị gia hạn chờ Chủ tịch UBND tỉnh quyết định: {listed(asked)}.",
                "Ghi quyết định: dondoc extend.",
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
                f"{len(late)} báo cáo chờ {desk.code} xác nhận quá {VERDICT_WORKING_DAYS} ngày làm việc.",
                "Hãy nhắc cơ quan theo dõi, hoặc ghi xác nhận bằng dondoc accept.",
                on - timedelta(days=late[0].waited),
            )


def _working_days(plans: dict[str, LoadedPlan], code: str, first: date, last: date) -> int:
    return plans[code].calendar.working_days_between(first, last)


def _outbox(session: Session, on: date) -> Iterator[Finding]:
    found = {state: [one.written_on for one in letters(session, state)] for state in LetterState}
    waiting, doubtful = found[LetterState.QUEUED] + found[LetterState.SENDING], found[LetterState.DOUBTFUL]
    failed, drafts = [one.written_on for one in worth_another_try(session)], found[LetterState.DRAFT]
    if drafts:
        yield Finding(NOTE, f"{len(drafts)} thư chờ phát hành.", "Hãy xem dondoc outbox, rồi --release.", min(drafts))
    if waiting:
        yield Finding(NOTE, f"{len(waiting)} thư chờ gửi.", since=min(waiting))
    for sentence in tell_urgent(unsent_urgent_letters(session)):
        yield Finding(BROKEN, sentence, "Thư được gửi lại năm phút một lần; gửi ngay: dondoc outbox --retry all.")
    if stuck := [one.written_on for one in stuck_claims(session, Clock().now())]:
        sentence = f"{len(stuck)} thư đang gửi quá lâu, tiến trình gửi đã dừng giữa chừng."
        yield Finding(BROKEN, sentence, "Thư được gửi tiếp khi dondoc up chạy, hoặc trong đợt đôn đốc tới.", min(stuck))
    if resting := [one.written_on for one in rest_in_doubt(session)]:
        sentence = f"{len(resting)} thư đã gửi đủ các lần mà máy chủ thư không lần nào báo đã nhận; không tự gửi nữa."
        way_out = "Hãy gọi điện hỏi nơi nhận; chưa nhận được thì dondoc outbox --retry và số của thư (xem dondoc outbox --state doubtful)."
        yield Finding(BROKEN, sentence, way_out, min(resting))
    elif doubtful:
        sentence = f"{len(doubtful)} thư chưa chắc đã tới."
        way_out = "Thư được gửi thêm một lần, có ghi rõ; xem dondoc outbox --state doubtful."
        yield Finding(NOTE, sentence, way_out, min(doubtful))
    if late := [one.written_on for one in long_unsent(session, on)]:
        sentence = f"{len(late)} thư chưa gửi được quá {LONG_UNSENT.days} ngày."
        yield Finding(
            BROKEN, sentence, "Xem lý do: dondoc outbox --state queued; thư vẫn được gửi lại mỗi giờ.", min(late)
        )
    if failed:
        sentence = f"{len(failed)} thư không gửi được."
        way_out = "Xem lý do từng thư: dondoc outbox --state failed; sửa địa chỉ thì thư tự gửi lại, hoặc --retry."
        yield Finding(BROKEN, sentence, way_out, min(failed))
    if not waiting and not failed and not doubtful:
        yield Finding(GOOD, "Hộp thư đi: không có thư nào đang chờ hoặc không gửi được.")


def _day_of_file(file: str) -> date | None:
    """Return the day on which a file was last written; None where it is not there."""
    try:
        return day_of(datetime.fromtimestamp(Path(file).expanduser().stat().st_mtime, UTC))
    except OSError:
        return None
