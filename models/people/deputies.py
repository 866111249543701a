"""Deputies: who stands in for an agency's answering person for a time, as the agency itself names him.

Whoever holds a forwarded link can fill in a form. So nothing is sent to a deputy before he is confirmed: by his address,
where it is of a domain that the office trusts, by whoever reads the agency's registered mailbox, or by the office.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache

from sqlalchemy import Update, bindparam, update
from sqlmodel import col, func, or_, select

from models.agencies import name_in_home
from models.audit.acts import DONDOC, Done, Person, guard_person, record_act
from models.clock import day_of, end_of_day, moment_on
from models.database import Session, insert_new
from models.people.link_epochs import raise_epoch
from models.refusal import Faults, RefusedError
from models.tables.decisions import Deputy
from models.text import guard_no_link, one_line
from plan.texts.written import format_day

NAME, CONFIRM, END, FORGET = "name-deputy", "confirm-deputy", "end-deputy", "forget-deputies"
"""The kinds of these acts in the audit trail; the last one is the program's own."""
DEPUTY_FUNCTION = "deputy"
"""How the links and letters of an agency's deputies are told apart from its own: `so-y-te/deputy`."""
MAX_DEPUTIES = 3
"""The most deputies of one agency, present and coming."""
MOST_NAMED_A_DAY = 6
"""How often one agency may name a deputy in a day: each naming is a letter to its registered mailbox."""
LONGEST_STAND_IN = timedelta(days=366)
"""How long a deputy may stand in; who does so for longer belongs in the office's address book."""
ENDED = "kết thúc báo cáo thay"
"""Why the links of an agency's deputies end with the time of one of them."""
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


def name_deputy(
    session: Session,
    agency: str,
    naming: Naming,
    now: datetime,
    *,
    by: Person,
    province: str,
    domains: Collection[str] = (),
) -> Deputy:
    """Record whom an agency names to stand in for its answering person, and return him.

    He is confirmed at once where his address is of one of the `domains` that the office trusts. The same naming twice is one. Raise RefusedError for words or an address that cannot be used, for a span that is
    past, turned round or too long, and when there are deputies enough, or enough were named today. Nothing is committed here.
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
        _guard_day(session, agency, now, province)
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
            "confirmed_at": now if domain_of(naming.address) in domains else None,
            "ended_at": None,
        }
        if insert_new(session, Deputy, [row]):
            break
    span = f"từ {format_day(naming.starts)} đến {format_day(naming.ends)}"
    record_act(session, Done(NAME, province, agency, item=str(number), detail=span), by, now)
    return _deputy(session, number, agency, province)


def _guard_day(session: Session, agency: str, now: datetime, province: str) -> None:
    """Raise RefusedError where an agency has named as many in a day as it may, those whose time it ended included."""
    today = moment_on(day_of(now), time())
    named = select(func.count()).where(
        Deputy.province == province, Deputy.agency == agency, col(Deputy.learnt_at) >= today
    )
    if session.exec(named).one() >= MOST_NAMED_A_DAY:
        raise RefusedError(
            f"Hôm nay cơ quan đã cử người báo cáo thay {MOST_NAMED_A_DAY} lần; hãy cử tiếp từ ngày mai, nếu gấp thì liên hệ "
            "Văn phòng UBND tỉnh."
        )


def _guarded(naming: Naming, today: date, faults: Faults) -> Naming:
    """Return a naming with its words cleaned; what cannot be used of it is added to the faults."""
    name = faults.take(lambda: one_line(naming.name, "Họ tên người báo cáo thay"), "")
    post = faults.take(lambda: one_line(naming.post, "Chức vụ người báo cáo thay"), "")
    faults.check(lambda: guard_no_link((naming.name, naming.post), "Họ tên, chức vụ người báo cáo thay"))
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


def domain_of(address: str) -> str:
    """Return the domain of an address, in lower case."""
    return address.rpartition("@")[2].lower()


def confirm_deputy(session: Session, number: int, agency: str, now: datetime, *, by: Person, province: str) -> None:
    """Record that a deputy was named by his agency indeed, so that letters go to him; once is enough.

    Raise RefusedError when the agency has no such deputy, or his time is over. Nothing is committed here.
    """
    guard_person(by)
    found = _deputy(session, number, agency, province)
    if found.ended_at is not None or found.ends < day_of(now):
        raise RefusedError("Người này đã thôi báo cáo thay; muốn cử lại thì cơ quan đăng ký lại trên trang báo cáo.")
    waits = col(Deputy.confirmed_at).is_(None) & col(Deputy.ended_at).is_(None)
    confirming = update(Deputy).where(col(Deputy.id) == found.id, waits).values(confirmed_at=now)
    if session.execute(confirming).rowcount == 1:  # type: ignore[attr-defined]
        record_act(session, Done(CONFIRM, province, agency, item=str(found.number)), by, now)


def end_deputy(
    session: Session, number: int, agency: str, now: datetime, *, by: Person, province: str, own_province: str
) -> None:
    """End a deputy's time at once, and with it his link; one that is over already stays as it was.

    Deputies of one agency share their links: who still stands in hears anew. `own_province` is the home's.

    Raise RefusedError when the agency has no such deputy. Nothing is committed here.
    """
    guard_person(by)
    found = _deputy(session, number, agency, province)
    ending = update(Deputy).where(col(Deputy.id) == found.id, col(Deputy.ended_at).is_(None)).values(ended_at=now)
    if session.execute(ending).rowcount == 1:  # type: ignore[attr-defined]
        recipient = f"{name_in_home(own_province, province, agency)}/{DEPUTY_FUNCTION}"
        raise_epoch(session, recipient, ENDED, now, by.name)
        record_act(session, Done(END, province, agency, item=str(found.number)), by, now)


def end_deputies(session: Session, agency: str, now: datetime, *, by: Person, province: str, own_province: str) -> int:
    """End the time of all deputies of an agency, present and coming, as `end_deputy` does; return how many."""
    there = _not_over(session, agency, day_of(now), province)
    for one in there:
        end_deputy(session, one.number, agency, now, by=by, province=province, own_province=own_province)
    return len(there)


def deputy_numbered(session: Session, number: int, agency: str, *, province: str) -> Deputy | None:
    """Return an agency's deputy by his number, whether or not he stands in."""
    chosen = select(Deputy).where(Deputy.province == province, Deputy.agency == agency, Deputy.number == number)
    return session.exec(chosen).first()


def _deputy(session: Session, number: int, agency: str, province: str) -> Deputy:
    found = deputy_numbered(session, number, agency, province=province)
    if found is None:
        raise RefusedError("Không có người báo cáo thay này; hãy tải lại trang.")
    return found


def deputies_on(session: Session, on: date) -> list[Deputy]:
    """Return who stands in on a day and is confirmed, in every agency of the home."""
    return list(session.exec(_PRESENT, params={"on": on}).all())


# Asked for several times a round: built once.
_THERE = (
    select(Deputy)
    .where(col(Deputy.ends) >= bindparam("on"), col(Deputy.ended_at).is_(None))
    .order_by(col(Deputy.province), col(Deputy.agency), col(Deputy.number))
)
_PRESENT = _THERE.where(col(Deputy.starts) <= bindparam("on"), col(Deputy.confirmed_at).is_not(None))


def stands_in(session: Session, agency: str, on: date, *, province: str) -> bool:
    """Tell whether somebody stands in for an agency on a day and is confirmed."""
    return any((one.province, one.agency) == (province, agency) for one in deputies_on(session, on))


def deputies_in(session: Session, on: date) -> list[Deputy]:
    """Return who stands in on a day or will later, in every agency of the home, whether or not he is confirmed."""
    return list(session.exec(_THERE, params={"on": on}).all())


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
    over = {"last": last, "end": end_of_day(last - timedelta(days=1))}
    forgotten = int(session.execute(_forgetting(), over).rowcount)  # type: ignore[attr-defined]
    if forgotten:
        record_act(session, Done(FORGET, "", "", detail=f"{forgotten} người"), DONDOC, now)
    return forgotten


@cache
def _forgetting() -> Update:
    """Return the statement, made once: making it takes longer than the database does."""
    over = or_(col(Deputy.ends) < bindparam("last"), col(Deputy.ended_at) < bindparam("end"))
    blanked = update(Deputy).where(over, col(Deputy.address) != "").values(name="", post="", address="")
    # Without its values SQLAlchemy would look in vain for what it concerns among what is in memory.
    return blanked.execution_options(synchronize_session="fetch")
