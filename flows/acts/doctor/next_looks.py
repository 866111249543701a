"""Whether rounds look at check-ins in time: the days that are kept with them, compared with what stands, and made anew."""

from collections.abc import Sequence
from dataclasses import dataclass

from flows.acts.doctor.findings import BROKEN, Finding
from flows.acts.home_plans import post_now
from flows.acts.open_home import OpenHome
from models.check_ins.looks.next_look import kept_days, look_at_all, newest_number, numbered, open_of_plans, set_next
from models.check_ins.looks.reckonings import forget_opening, reckoned_by
from models.clock import day_of
from models.database import Session
from models.rounds.history import lines_of
from notifications.outbox.due_notices import Post
from notifications.outbox.looks.next_derived import derived_days, looked_too_late
from plan.refs import told_ref

SAMPLE = 500
"""How many check-ins are compared at a time: another part each day, so that all are in a few."""
_FEW = 5
"""How many check-ins a sentence names."""
REBUILD = "Hãy chạy dondoc doctor --rebuild-next rồi dondoc round; nếu vẫn còn thì gửi kết quả này cho người phụ trách chương trình."
"""What to do where a day that is kept is later than it should be."""


@dataclass(frozen=True)
class Rebuilt:
    """How many open check-ins there are, and how many were kept with a day that is later than it should be."""

    there: int
    late: int

    @property
    def sentence(self) -> str:
        """What was done, in a sentence."""
        found = (
            f"{self.late} phiếu đã ghi ngày muộn hơn cách tính, nay đã sửa"
            if self.late
            else "không phiếu nào ghi ngày muộn hơn cách tính"
        )
        return f"Đã tính lại ngày xem tiếp của {self.there} phiếu báo cáo đang mở và đối chiếu lại từ đầu: {found}."


def find_late_looks(session: Session, office: OpenHome, post: Post) -> list[Finding]:
    """Return what a round would be late for, of the part of the check-ins that is compared today."""
    now = office.clock.now()
    on, newest = day_of(now), newest_number(session)
    first = 1 + on.toordinal() * SAMPLE % newest if newest > SAMPLE else 1
    late = looked_too_late(session, post, on, now, numbered(first, first + SAMPLE - 1))
    if not late:
        return []
    what = f"{len(late)} phiếu báo cáo ghi ngày xem tiếp muộn hơn ngày phải nhắc, đôn đốc hoặc ghi quá hạn"
    return [Finding(BROKEN, f"{what}: {name_few(session, list(late))}", REBUILD)]


def rebuild_next(office: OpenHome) -> Rebuilt:
    """Derive anew on which day each open check-in has to be looked at, and opening too; return what was found.

    What cannot be derived today, of a plan that rests or that changed since the last round, is looked at by the next. Raise RuntimeError where what was
    written is not what is derived: then nothing is kept.
    """
    post, now = post_now(office), office.clock.now()
    on = day_of(now)
    with office.database.write_alone() as session:
        late = looked_too_late(session, post, on, now)
        known = reckoned_by(session, post.plans.values(), on, post.directory.marks_on)
        worked = [loaded for loaded in known if loaded.plan.code not in post.resting]
        look_at_all(session)
        days = derived_days(session, post, worked, on, now)
        set_next(session, days)
        for loaded in worked:
            forget_opening(session, loaded.plan.province, loaded.plan.code)
        kept = kept_days(session, open_of_plans([loaded.plan.code for loaded in worked]))
        if {one.id: one.next_on for one in kept} != days:
            raise RuntimeError("what is kept is not what was derived")
    return Rebuilt(len(days), len(late))


def name_few(session: Session, check_in_ids: Sequence[int]) -> str:
    """Return check-ins as a sentence names them, the first few of many."""
    lines = lines_of(session, check_in_ids[:_FEW])
    more = f" và {len(check_in_ids) - _FEW} phiếu khác" if len(check_in_ids) > _FEW else ""
    return ", ".join(f"{one.plan} {told_ref(one.ref)} kỳ {one.occurrence} ({one.agency})" for one in lines) + more
