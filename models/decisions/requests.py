"""Ad hoc requests: the office or the Chairman asks named agencies for an answer by a date."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256

from sqlalchemy import bindparam
from sqlmodel import col, select

from models.audit.acts import Done, Person, guard_person, record_act
from models.check_ins.ad_hoc import check_in_days, next_number, open_asked
from models.clock import day_of
from models.database import Session
from models.refusal import RefusedError, UnknownNameError
from models.tables.ad_hoc import Asker, Request
from models.text import one_line
from plan.ad_hoc import REQUEST, AskedOnce, occurrence_of, request_ref
from plan.ladder.in_force import ladder_of, write_ladder
from plan.language.reading import nearest
from plan.library import LoadedPlan
from plan.parties import Party, resolve_parties
from plan.texts.written import format_day

ASK = "request"
"""The kind of this act in the audit trail."""
LONGEST_AHEAD = timedelta(days=731)
"""How far off an answer may be asked for: what lies further is a slip of the pen."""


@dataclass(frozen=True)
class Asking:
    """What is to be asked: of which agencies, groups or roles (codes), by which day (inclusive), about what.

    `document` names the paper that carries the request, `asked_by` who signs it.
    """

    parties: tuple[str, ...]
    due_on: date
    subject: str
    document: str
    asked_by: Asker


def make_request(session: Session, loaded: LoadedPlan, asking: Asking, now: datetime, *, by: Person) -> Request:
    """Record a request as of the day of `now` and open a check-in of each agency it is put to.

    The plan lends it register, calendar and ladder. Its letters go out as those of all check-ins do, with the next
    round. The session holds the home alone (`write_alone`), and nothing is committed here. Raise RefusedError,
    before anything is written, for what cannot be asked, or was asked already that day.
    """
    guard_person(by)
    on = day_of(now)
    subject, document = one_line(asking.subject, "Nội dung yêu cầu"), one_line(asking.document, "Văn bản yêu cầu")
    if not on <= asking.due_on <= on + LONGEST_AHEAD:
        raise RefusedError(
            f"Hạn báo cáo {format_day(asking.due_on)} phải từ hôm nay ({format_day(on)}) trở đi và trong vòng hai năm."
        )
    agencies = _agencies_asked(loaded, asking.parties, on)
    parties = tuple(dict.fromkeys(asking.parties))
    said = (loaded.plan.province, on.isoformat(), asking.due_on.isoformat(), subject.casefold(), *sorted(agencies))
    fingerprint = sha256("\n".join(said).encode()).hexdigest()
    if earlier := session.exec(select(Request).where(Request.fingerprint == fingerprint)).first():
        raise RefusedError(
            f"Yêu cầu này đã được ghi nhận hôm nay, số {earlier.number} năm {earlier.year}: cùng nội dung, hạn và cơ quan; "
            "nếu là yêu cầu khác, hãy ghi rõ nội dung khác nhau ở điểm nào."
        )
    request = Request(
        year=on.year,
        number=next_number(session, Request, on.year),
        province=loaded.plan.province,
        plan=loaded.plan.code,
        asked_by=asking.asked_by,
        subject=subject,
        document=document,
        parties=" ".join(parties),
        agencies=" ".join(agencies),
        asked_on=on,
        due_on=asking.due_on,
        made_at=now,
        fingerprint=fingerprint,
    )
    session.add(request)
    session.flush()
    open_asked(session, [_row(request, loaded, agency) for agency in agencies], asker_code(request, loaded), now)
    asker = loaded.register.name_of(asker_code(request, loaded))
    detail = (
        f"{asker} yêu cầu {len(agencies)} cơ quan báo cáo theo {document}, hạn {format_day(asking.due_on)}: {subject}"
    )
    item = f"{request.number}/{request.year}"
    record_act(session, Done(ASK, request.province, loaded.register.office, item=item, detail=detail), by, now)
    return request


def _agencies_asked(loaded: LoadedPlan, parties: Sequence[str], on: date) -> tuple[str, ...]:
    register = loaded.register
    if not parties:
        raise RefusedError("Chưa ghi cơ quan nào phải báo cáo; hãy ghi ít nhất một mã cơ quan hoặc nhóm.")
    found: dict[str, None] = {}
    for code in parties:
        if not register.knows(code):
            known = [*register.agencies, *register.groups, *register.roles]
            raise UnknownNameError(f"Không có cơ quan, nhóm «{code}» trong danh bạ{nearest(code, known)}.")
        holders = resolve_parties((Party(code),), register, on)
        if not holders:
            raise RefusedError(
                f"«{register.name_of(code)}» không có cơ quan nào vào ngày {format_day(on)}; hãy xem lại danh bạ hoặc chọn nơi khác."
            )
        found |= dict.fromkeys(holder.code for holder in holders)
    return tuple(found)


def asker_code(request: Request, loaded: LoadedPlan) -> str:
    """Return the code of who puts a request: the provincial office's or the Chairman's."""
    return loaded.register.chairman if request.asked_by == Asker.CHAIRMAN else loaded.register.office


def _row(request: Request, loaded: LoadedPlan, agency: str) -> dict[str, object]:
    asker = loaded.register.name_of(asker_code(request, loaded))
    return check_in_days(request.due_on, request.asked_on, loaded.calendar) | {
        "province": request.province,
        "plan": request.plan,
        "ref": ref_of(request),
        "agency": agency,
        "role": "lead",
        "scope": "",
        "occurrence": occurrence_of(REQUEST, request.year, request.number),
        "holder": agency,
        "basis": "request",
        "due_at": None,
        "ladder": write_ladder(ladder_of(loaded.plan)),
        "rule": f"chậm nhất ngày {format_day(request.due_on)} (tính cả ngày đó), {asker} yêu cầu tại {request.document}",
    }


def ref_of(request: Request) -> str:
    """Return the ref under which a request's check-ins stand."""
    return request_ref(request.year, request.number)


def requests_of(session: Session, plan: str | None = None, years: Collection[int] | None = None) -> list[Request]:
    """Return the requests of the home, or of one plan, or of some years alone, in order of their numbers."""
    asked = {"plan": plan} if plan is not None else {}
    found = _ALL if plan is None else _OF_PLAN
    return list(session.exec(found if years is None else found.where(col(Request.year).in_(years)), params=asked).all())


# To build a statement takes longer than the database does: these are built once.
_ALL = select(Request).order_by(col(Request.year), col(Request.number))
_OF_PLAN = _ALL.where(col(Request.plan) == bindparam("plan"))


def asked_once(session: Session, plan: str) -> list[AskedOnce]:
    """Return a plan's requests as what pages and reports call them (see `plan.ad_hoc.with_requests`)."""
    return [
        AskedOnce(ref_of(request), request.subject, tuple(request.agencies.split()))
        for request in requests_of(session, plan)
    ]
