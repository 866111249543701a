"""The steps of a round that follow the plans: what is edited is asked about and taken on, duties pass on, check-ins open.

A plan of which nothing has changed since its check-ins were opened costs nothing here but the day that is noted
(`models.check_ins.looks.reckonings`).
"""

from collections.abc import Iterator

from flows.faults import Failure
from flows.round_under_way import Round
from models.check_ins.adoption import AdoptionOutcome, take_on_plan
from models.check_ins.handovers import HandedOver, hand_over
from models.check_ins.looks.next_look import IS_CHANGED, changed_plans
from models.check_ins.looks.reckonings import forget, note_opened, reckoned, remember
from models.check_ins.opening import open_check_ins
from models.decisions.chasing.ladders import count_by_another
from models.home import read_home
from models.rounds.asking_first import ask_first, describe_question, most_unasked
from models.rounds.sound_plans import keep_sound_plan
from plan.library import LoadedPlan
from plan.texts.written import format_day

UNCONFIRMED = "kế hoạch chờ Văn phòng xác nhận"
"""Why nothing is said of a plan whose first taking on waits."""


def ask_about_changes(current: Round) -> None:
    """Go on by the reading before of each plan whose change would do much at once and waits for the office's word."""
    office, settings = current.office, current.office.home.settings
    with office.database.read() as session:
        state, current.reckoned = read_home(session), reckoned(session)
    speaks = state.speaks and not state.is_trial

    def ask(loaded: LoadedPlan) -> None:
        if current.reckoned_of(loaded) is not None:
            return  # nothing of it has changed since its check-ins were opened
        code, most = loaded.plan.code, most_unasked(loaded, settings.ask_above)
        question, reading = ask_first(
            office.database, loaded, current.on, current.now, settings.adopt_from, most, speaks=speaks
        )
        if question is None:
            return
        before = "Các việc khác vẫn theo bản trước." if reading else "Các kế hoạch khác vẫn chạy."
        current.outcome.fail(
            Failure(
                f"theo tệp vừa đọc của kế hoạch {code}, chờ Văn phòng xác nhận",
                f"{describe_question(question)} {before} Xem danh sách: dondoc round --confirm-changes {code}; đồng ý: thêm "
                f'--by "Họ và tên".',
            )
        )
        if reading is None:  # it was never followed: its names are known, and nothing is asked by it yet
            del current.plans[code]
            current.resting[code] = UNCONFIRMED
        else:
            current.plans[code] = current.known[code] = reading

    current.each_plan("xem bản sửa", ask, stops=False)


def take_on_each_plan(current: Round) -> None:
    """Take on what is not followed yet, and what was edited; keep each plan as it reads now."""
    adopt_from = current.office.home.settings.adopt_from
    _forget_unfollowed(current)

    def take_on(loaded: LoadedPlan) -> None:
        before = current.reckoned_of(loaded)
        if before is not None:
            current.outcome.taken.append(AdoptionOutcome(loaded.plan.code, "same", before.adopted_on))
            return
        with current.office.database.write_alone() as session:
            taken = take_on_plan(session, loaded, current.on, current.now, adopt_from)
            keep_sound_plan(session, loaded, current.now)
            forget(session, loaded.plan.province, loaded.plan.code)
        current.outcome.taken.append(taken)

    current.each_plan("tiếp nhận nội dung sửa đổi", take_on, stops=True)
    current.outcome.sentences.extend(sentence for taken in current.outcome.taken for sentence in _taken_in_words(taken))


def _forget_unfollowed(current: Round) -> None:
    """Forget by what plans were looked at that are not followed any more, so that they are looked at when they come back."""
    followed = current.office.home.settings.plans
    gone = [of_plan for of_plan, before in current.reckoned.items() if before.mark and of_plan[1] not in followed]
    if gone:
        with current.office.database.write_alone() as session:
            for of_plan in gone:
                forget(session, *of_plan)


def hand_over_check_ins(current: Round) -> None:
    """Hand over what is owed to those who took the duty over, before the plan asks it of them anew.

    Who has a duty changes by the plan, the register and the day, and then all is looked at (`forget`): else only by what
    was opened or changed since.
    """
    done = HandedOver()
    with current.office.database.read() as session:
        changed = changed_plans(session)

    def hand_over_plan(loaded: LoadedPlan) -> None:
        nonlocal done
        if (loaded.plan.province, loaded.plan.code) not in changed:
            return
        with current.office.database.write_alone() as session:
            handed = hand_over(session, loaded, current.on, current.now, IS_CHANGED)
        done += handed

    current.each_plan("bàn giao phiếu báo cáo", hand_over_plan, stops=True)
    if done != HandedOver():  # what an heir holds is not opened for it again, what it holds no more is
        with current.office.database.read() as session:
            current.reckoned = reckoned(session)
    current.outcome.handed_over += done.moved + done.split
    current.outcome.sentences.extend(_handed_over_in_words(done))


def open_due_check_ins(current: Round) -> None:
    """Open the check-ins due to open since the adoption, and its baseline."""
    quiet = [loaded for loaded in current.plans.values() if not _may_open(current, loaded)]
    if quiet:
        with current.office.database.write_alone() as session:
            note_opened(session, quiet, current.on)

    def open_of_plan(loaded: LoadedPlan) -> None:
        if not _may_open(current, loaded):
            return
        with current.office.database.write_alone() as session:
            opened = open_check_ins(session, loaded, current.on, current.now)
            remember(session, loaded, current.on, mixed=count_by_another(session, loaded) > 0)
        current.outcome.opened += opened

    current.each_plan("mở phiếu báo cáo", open_of_plan, stops=False)
    current.outcome.sentences.append(f"Mở {current.outcome.opened} báo cáo mới.")


def _may_open(current: Round, loaded: LoadedPlan) -> bool:
    """Tell whether something of a plan may be due to open: else it was looked at since anything of it changed."""
    before = current.reckoned_of(loaded)
    return before is None or before.opens_next <= current.on


def hand_over_late_openings(current: Round) -> None:
    """Hand over what this round opened late, when its holder no longer had the duty."""
    if current.outcome.opened:
        hand_over_check_ins(current)


def _handed_over_in_words(done: HandedOver) -> Iterator[str]:
    if done.moved:
        yield f"Bàn giao {done.moved} báo cáo cho cơ quan tiếp nhận nhiệm vụ."
    if done.split:
        yield f"Tách {done.split} báo cáo theo phạm vi cho các cơ quan tiếp nhận nhiệm vụ."
    if done.merged:
        yield f"Gộp {done.merged} báo cáo vào báo cáo cùng nội dung mà cơ quan tiếp nhận đang phải gửi."
    if done.ownerless:
        yield f"{done.ownerless} báo cáo chưa có cơ quan tiếp nhận nhiệm vụ."


def _taken_in_words(plan: AdoptionOutcome) -> Iterator[str]:
    if plan.outcome == "new":
        yield f"Tiếp nhận kế hoạch {plan.plan}, theo dõi từ ngày {format_day(plan.adopted_on)}."
    elif plan.outcome == "changed":
        yield f"Kế hoạch {plan.plan} đã được sửa: {' '.join(plan.changes) or 'việc phải làm không đổi.'}"
        if plan.retired:
            yield f"Không còn phải gửi: {plan.retired} báo cáo."
        if plan.restored:
            yield f"Lại phải gửi: {plan.restored} báo cáo."
