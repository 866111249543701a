"""Deputies: who stands in for an agency's answering person for a time, as the agency itself names him."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import update
from sqlmodel import col, func, or_, select

from models.audit.acts import DONDOC, Done, Person, guard_person, record_act
from models.clock import day_of, end_of_day
from models.database import Session, insert_new
from models.refusal import Faults, RefusedError
from models.tables.decisions import Deputy
from models.text import one_line
from plan.texts.written import format_day

NAME, END, FORGET = "name-deputy", "end-deputy", "forget-deputies"
"""The kinds of these acts in the audit trail; the last one is the program's own."""
MAX_DEPUTIES = 3
"""The most deputies of one agency, present and coming."""
LONGEST_STAND_IN = timedelta(days=366)
"""How long a deputy may stand in; who does so for longer belongs in the office's address book."""
KEPT_AFTER = timedelta(days=30)
"""How long a deputy's name and address are kept once he no longer stands in (Luật 91/2025/QH15)."""
_ADDRESS = re.compile(
    r"(?=[^@]{1,64}@)[A-Za-z0-9_%+-]+(?:\.[A-Za-z0-9_%+-]+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,24}"
)
_LONGEST_ADDRESS = 254


@dataclass(frozen=True)
class Naming:
    """Whom an agency names, in what post, where letters reach him, and from when to when (both inclusive)."""

    name: str
    post: str
    address: str
    starts: date
    ends: date


def name_deputy(session: Session, agency: str, naming: Naming, now: datetime, *, by: Person, province: str) -> Deputy:
    """Record whom an agency names to stand in for its answering person, and return him.

    The same naming twice is one. Raise RefusedError for words or an address that cannot be used, for a span that is
    past, turned round or too long, and when there are deputies enough. Nothing is committed here.
    """
    faults = Faults()
    faults.check(lambda: guard_person(by))
    naming = _guarded(naming, day_of(now), faults)
    faults.guard()
    # Of two callers at once the one that comes second finds the number taken, and looks again. The number is asked for
    # first: who names somebody after that takes it, and who named somebody before is counted below.
    newest = select(func.max(Deputy.number)).where(Deputy.province == province, Deputy.agency == agency)
    while True:
        number = (session.exec(newest).one() or 0) + 1
        there = _not_over(session, agency, day_of(now), province)
        for deputy in there:
            if Naming(deputy.name, deputy.post, deputy.address, deputy.starts, deputy.ends) == naming:
                return deputy
        if len(there) >= MAX_DEPUTIES:
            raise RefusedError(f"Cơ quan đã cử đủ {MAX_DEPUTIES} người báo cáo thay; hãy kết thúc một người trước.")
        row = {
            "province": province,
            "agency": agency,
            "number": number,
            "name": naming.name,
            "post": naming.post,
            "address": naming.address,
            "starts": naming.starts,
            "ends": naming.ends,
            "named_by": by.name,
            "way": by.way,
            "learnt_at": now,
            "ended_at": None,
        }
        if insert_new(session, Deputy, [row]):
            break
    span = f"từ {format_day(naming.starts)} đến {format_day(naming.ends)}"
    record_act(session, Done(NAME, province, agency, item=str(number), detail=span), by, now)
    named = select(Deputy).where(Deputy.province == province, Deputy.agency == agency, Deputy.number == number)
    return session.exec(named).one()


def _guarded(naming: Naming, today: date, faults: Faults) -> Naming:
    """Return a naming with its words cleaned; what cannot be used of it is added to the faults."""
    name = faults.take(lambda: one_line(naming.name, "Họ tên người báo cáo thay"), "")
    post = faults.take(lambda: one_line(naming.post, "Chức vụ người báo cáo thay"), "")
    address = naming.address.strip()
    faults.check(lambda: _guard_address(address))
    faults.check(lambda: _guard_span(naming.starts, naming.ends, today))
    return Naming(name, post, address, naming.starts, naming.ends)


def _guard_address(address: str) -> None:
    if not is_plausible_address(address):
        raise RefusedError("Địa chỉ thư của người báo cáo thay không đúng dạng ten@coquan.gov.vn; hãy sửa lại.")


def _guard_span(starts: date, ends: date, today: date) -> None:
    if ends < starts:
        raise RefusedError("Ngày kết thúc báo cáo thay trước ngày bắt đầu; hãy xem lại hai ngày.")
    if starts < today:
        raise RefusedError("Ngày bắt đầu báo cáo thay đã qua; hãy chọn từ hôm nay trở đi.")
    if ends - starts > LONGEST_STAND_IN:
        raise RefusedError(
            f"Thời gian báo cáo thay dài nhất {LONGEST_STAND_IN.days} ngày; thay lâu hơn thì đề nghị Văn phòng UBND tỉnh "
            "cập nhật danh bạ."
        )


def is_plausible_address(address: str) -> bool:
    """Tell whether letters can go to an address: one plain ASCII address, as `notifications.channels.mail_message` asks too."""
    return len(address) <= _LONGEST_ADDRESS and _ADDRESS.fullmatch(address) is not None


def end_deputy(session: Session, deputy_id: int, agency: str, now: datetime, *, by: Person, province: str) -> None:
    """End a deputy's time at once; one that is over already stays as it was.

    Raise RefusedError when the agency has no such deputy. Nothing is committed here.
    """
    guard_person(by)
    found = session.get(Deputy, deputy_id)
    if found is None or (found.province, found.agency) != (province, agency):
        raise RefusedError("Không có người báo cáo thay này; hãy tải lại trang.")
    ending = update(Deputy).where(col(Deputy.id) == deputy_id, col(Deputy.ended_at).is_(None)).values(ended_at=now)
    if session.execute(ending).rowcount == 1:  # type: ignore[attr-defined]
        record_act(session, Done(END, province, agency, item=str(found.number)), by, now)


def deputies_on(session: Session, on: date) -> list[Deputy]:
    """Return who stands in on a day, in every agency of the home."""
    present = select(Deputy).where(Deputy.starts <= on, Deputy.ends >= on, col(Deputy.ended_at).is_(None))
    return list(session.exec(present.order_by(col(Deputy.province), col(Deputy.agency), col(Deputy.number))).all())


def deputies_of(session: Session, agency: str, on: date, *, province: str) -> list[Deputy]:
    """Return an agency's deputies who stand in on a day or will later, the earliest first."""
    return _not_over(session, agency, on, province)


def _not_over(session: Session, agency: str, on: date, province: str) -> list[Deputy]:
    chosen = select(Deputy).where(
        Deputy.province == province, Deputy.agency == agency, Deputy.ends >= on, col(Deputy.ended_at).is_(None)
    )
    return list(session.exec(chosen.order_by(col(Deputy.starts), col(Deputy.number))).all())


def forget_ended_deputies(session: Session, on: date, now: datetime) -> int:
    """Blank, on a day, the names, posts and addresses of deputies who have not stood in for longer than `KEPT_AFTER`; return how many.

    What remains tells that somebody stood in, from when to when.
    """
    last = on - KEPT_AFTER
    over = or_(col(Deputy.ends) < last, col(Deputy.ended_at) < end_of_day(last - timedelta(days=1)))
    blanked = update(Deputy).where(over, col(Deputy.address) != "").values(name="", post="", address="")
    forgotten = int(session.execute(blanked).rowcount)  # type: ignore[attr-defined]
    if forgotten:
        record_act(session, Done(FORGET, "", "", detail=f"{forgotten} người"), DONDOC, now)
    return forgotten
