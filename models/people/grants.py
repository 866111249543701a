"""People whom the office lets in under their own name: given, ended at once, and read anew at each request.

A link is good for as long as its holder's grant is in force. Ending it raises the epoch of his links too, so that whoever
gets the same code later does not open them.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, update
from sqlmodel import col, func, or_, select

from models.access.rights import ACCESS_WORDS, GIVEN
from models.agencies import name_in_home, province_and_code
from models.audit.acts import DONDOC, Done, Person, guard_person, record_act, record_acts
from models.database import Session, insert_new
from models.office_settings.sending_settings import UI_READER, BoardReader
from models.people.deputies import is_plausible_address
from models.people.link_epochs import raise_epoch
from models.refusal import Faults, RefusedError, UnknownNameError
from models.tables.people import Access, AccessGrant
from models.text import guard_no_link, one_line

LET_IN, END_ACCESS, FOLLOW_SETTINGS = "let-in", "end-access", "follow-settings"
"""The kinds of these acts in the audit trail; the last one is the program's own."""
BY_OFFICE, BY_SETTINGS, BY_SIGN_IN = "", "settings", "sign-in"
"""Who named somebody: the office by an act, a line of `board_readers`, a group of the province's directory."""
MAX_REASON = 500
"""The longest reason for which access is ended, in characters."""
MOST_LET_IN = 200
"""The most people let in at once."""
PERSON_SUFFIX = "/board-"
"""For whom the link of one person is, his code behind it (`van-phong-ubnd-tinh/board-thanh-tra`)."""
SIGNED_IN_SUFFIX = "/sso-"
"""The same for a link that opens in the browser of who has signed in alone (`van-phong-ubnd-tinh/sso-thanh-tra`)."""
NO_MORE_NAMED = "không còn trong board_readers của dondoc.toml"
_CODE = re.compile("[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST_CODE = 60
_FIELD = re.compile(r"[A-Za-zĐđ0-9][A-Za-zĐđ0-9.-]{0,79}")


@dataclass(frozen=True)
class OwnOffice:
    """The home's own office: its province and its code, for which the trail tells who was let in.

    `taken` are the names of agencies in the home: no person's code is one of them, for links are asked for by either.
    """

    province: str
    agency: str
    taken: frozenset[str] = frozenset()


@dataclass(frozen=True)
class LetIn:
    """Whom the office lets in, and as what; the fields are those of `models.tables.people.AccessGrant`."""

    code: str
    access: Access
    name: str
    post: str = ""
    address: str = ""
    agency: str = ""
    fields: tuple[str, ...] = ()
    source: str = BY_OFFICE


def let_in(session: Session, person: LetIn, now: datetime, *, by: Person, own: OwnOffice) -> AccessGrant:
    """Let a person in, and return his grant; the same twice is one.

    Raise RefusedError for words, an address or a code that cannot be used, and for a code that somebody has. Nothing is
    committed here.
    """
    faults = Faults()
    faults.check(lambda: guard_person(by))
    person = _guarded(person, faults)
    faults.check(lambda: _guard_free(person.code, own))
    faults.guard()
    if (there := grant_in_force(session, person.code)) is not None:
        if person_of(there) == person:
            return there
        raise RefusedError(
            f"Mã «{person.code}» đang của {there.name or 'người khác'}; hãy chọn mã khác, hoặc thôi cấp quyền của người đó trước."
        )
    if len(grants_in_force(session)) >= MOST_LET_IN:
        raise RefusedError(f"Đã cấp quyền cho {MOST_LET_IN} người; hãy thôi cấp quyền của người không còn cần.")
    granted = _add(session, person, now, by)
    detail = f"{ACCESS_WORDS[person.access]}: {person.name}"
    record_act(session, Done(LET_IN, *_whose(person.agency, own), item=person.code, detail=detail), by, now)
    return granted


def guard_tracker(person: LetIn, trackers: Collection[tuple[str, str]], own: OwnOffice) -> None:
    """Raise RefusedError for who is let in to follow up, and is of no agency that does.

    `trackers` are the provinces and codes of those that do (`plan.across.trackers`).
    """
    known = sorted(name_in_home(own.province, *one) for one in trackers)
    if person.access == Access.TRACKER and person.agency not in known:
        raise RefusedError(
            f"Người theo dõi phải thuộc cơ quan theo dõi; hãy chọn một trong: {', '.join(known) or 'chưa có cơ quan nào'}."
        )


def _guarded(person: LetIn, faults: Faults) -> LetIn:
    name = faults.take(lambda: one_line(person.name, "Họ tên người được cấp quyền"), "")
    post = faults.take(lambda: one_line(person.post, "Chức vụ"), "") if person.post.strip() else ""
    faults.check(lambda: guard_no_link((name, post), "Họ tên, chức vụ"))
    code, address = person.code.strip(), person.address.strip().lower()
    faults.check(lambda: _guard_code(code))
    faults.check(lambda: _guard_address(address))
    faults.check(lambda: _guard_fields(person.fields))
    faults.check(lambda: _guard_access(person.access))
    return LetIn(code, person.access, name, post, address, person.agency, person.fields, person.source)


def _guard_code(code: str) -> None:
    if not _CODE.fullmatch(code) or len(code) > _LONGEST_CODE:
        raise RefusedError("Mã viết bằng chữ thường không dấu, chữ số và dấu gạch nối, như pct-van-xa; hãy sửa lại.")
    if code == UI_READER:
        raise RefusedError(f"Mã «{UI_READER}» dành cho giao diện theo dõi; hãy chọn mã khác.")


def _guard_free(code: str, own: OwnOffice) -> None:
    if code in own.taken:
        raise RefusedError(f"Mã «{code}» là mã của một cơ quan; hãy chọn mã khác.")


def _guard_address(address: str) -> None:
    if address and not is_plausible_address(address):
        raise RefusedError("Địa chỉ thư không đúng dạng ten@coquan.gov.vn; hãy sửa lại hoặc để trống.")


def _guard_fields(fields: Sequence[str]) -> None:
    if wrong := [one for one in fields if not _FIELD.fullmatch(one)]:
        raise RefusedError(f"Phạm vi «{wrong[0][:60]}» không phải số mục hoặc mã cơ quan, như II.1 hoặc so-y-te.")


def _guard_access(access: Access) -> None:
    if access not in GIVEN.values():
        raise RefusedError(f"Không cấp riêng được quyền {ACCESS_WORDS[access]}; hãy chọn trong: {', '.join(GIVEN)}.")


def _add(session: Session, person: LetIn, now: datetime, by: Person) -> AccessGrant:
    newest = select(func.max(AccessGrant.number)).where(AccessGrant.code == person.code)
    row = {
        "code": person.code,
        "number": (session.exec(newest).one() or 0) + 1,
        "access": person.access,
        "agency": person.agency,
        "name": person.name,
        "post": person.post,
        "address": person.address,
        "fields": ",".join(person.fields),
        "source": person.source,
        "given_at": now,
        "given_by": by.name,
        "ended_at": None,
        "ended_by": "",
        "reason": "",
    }
    if not insert_new(session, AccessGrant, [row]):
        raise RefusedError(f"Mã «{person.code}» vừa được cấp cho người khác; hãy tải lại trang.")
    granted = grant_in_force(session, person.code)
    assert granted is not None  # noqa: S101  it was put in by this very transaction
    return granted


def end_access(session: Session, code: str, reason: str, now: datetime, *, by: Person, own: OwnOffice) -> None:
    """End a person's access at once: his links open nothing from now on, nor for whoever gets his code later.

    Raise UnknownNameError where nobody has the code, RefusedError without a name or a reason. Nothing is committed here.
    """
    guard_person(by)
    if not reason.strip() or len(reason) > MAX_REASON:
        raise RefusedError(f"Hãy ghi lý do thôi cấp quyền, dài tối đa {MAX_REASON} ký tự.")
    found = grant_in_force(session, code)
    if found is None:
        raise UnknownNameError(f"Không ai đang được cấp quyền với mã «{code}».")
    _end(session, found, reason.strip(), now, by)
    raise_epoch(session, recipient_of(found, own), reason.strip(), now, by.name)
    record_act(session, Done(END_ACCESS, *_whose(found.agency, own), item=code, detail=reason.strip()), by, now)


def recipient_of(grant: AccessGrant, own: OwnOffice) -> str:
    """Return the recipient of a person's links, as the outbox and the links know him."""
    return f"{grant.agency or own.agency}{PERSON_SUFFIX}{grant.code}"


def signed_in_recipient(grant: AccessGrant, own: OwnOffice) -> str:
    """Return the recipient of the links by which a person comes in who has signed in."""
    return f"{grant.agency or own.agency}{SIGNED_IN_SUFFIX}{grant.code}"


def _whose(agency: str, own: OwnOffice) -> tuple[str, str]:
    return province_and_code(own.province, agency or own.agency)


def _end(session: Session, grant: AccessGrant, reason: str, now: datetime, by: Person) -> None:
    in_force = (col(AccessGrant.id) == grant.id, col(AccessGrant.ended_at).is_(None))
    session.execute(update(AccessGrant).where(*in_force).values(ended_at=now, ended_by=by.name, reason=reason))


def follow_settings(session: Session, readers: Iterable[BoardReader], now: datetime, *, own: OwnOffice) -> list[str]:
    """Let in whom `board_readers` names, end the access of whom it no longer names, and return the codes that changed.

    A line whose code is an agency's is left out. Whose access a person has ended is not let in again by a line that still stands; a code that was given by an act is
    left alone. A line that was changed is another person's: the links of before end.
    """
    named = {one.code: _as_let_in(one) for one in readers if one.code not in own.taken}
    changed: list[tuple[str, str]] = []
    for grant in grants_in_force(session):
        if grant.source == BY_SETTINGS and named.get(grant.code) != person_of(grant):
            _end(session, grant, NO_MORE_NAMED, now, DONDOC)
            raise_epoch(session, recipient_of(grant, own), NO_MORE_NAMED, now, DONDOC.name)
            changed.append((grant.code, f"thôi cấp quyền, {NO_MORE_NAMED}"))
    for code, person in named.items():
        last = _last_of(session, code)
        if last is None or (last.ended_at is not None and last.reason == NO_MORE_NAMED):
            _add(session, person, now, DONDOC)
            changed.append((code, f"cấp quyền {ACCESS_WORDS[person.access]}: {person.name}"))
    done = [Done(FOLLOW_SETTINGS, *_whose("", own), item=code, detail=detail) for code, detail in changed]
    record_acts(session, done, DONDOC, now)
    return [code for code, _ in changed]


def _as_let_in(reader: BoardReader) -> LetIn:
    return LetIn(reader.code, Access.READER, reader.name, fields=reader.fields, source=BY_SETTINGS)


def _last_of(session: Session, code: str) -> AccessGrant | None:
    of_code = select(AccessGrant).where(AccessGrant.code == code).order_by(col(AccessGrant.number).desc())
    return session.exec(of_code.limit(1)).first()


def grants_in_force(session: Session) -> list[AccessGrant]:
    """Return who is let in now, by code."""
    return list(session.exec(_IN_FORCE).all())


_IN_FORCE = select(AccessGrant).where(col(AccessGrant.ended_at).is_(None)).order_by(col(AccessGrant.code))


def grant_in_force(session: Session, code: str) -> AccessGrant | None:
    """Return the grant of who has a code now; None where nobody has."""
    return session.exec(_OF_CODE_IN_FORCE, params={"code": code}).first()


_OF_CODE_IN_FORCE = select(AccessGrant).where(
    col(AccessGrant.code) == bindparam("code"), col(AccessGrant.ended_at).is_(None)
)


def grants_to(session: Session, address: str, code: str) -> list[AccessGrant]:
    """Return all grants to an address, in small letters, or of a code, those that ended too, in the order they were given in."""
    chosen = select(AccessGrant).where(or_(AccessGrant.address == address, AccessGrant.code == code))
    return list(session.exec(chosen.order_by(col(AccessGrant.id))).all())


def person_of(grant: AccessGrant) -> LetIn:
    """Return whom a grant lets in."""
    fields = tuple(filter(None, grant.fields.split(",")))
    return LetIn(grant.code, grant.access, grant.name, grant.post, grant.address, grant.agency, fields, grant.source)


def reader_in(grant: AccessGrant) -> BoardReader:
    """Return a grant as the board knows him who reads it: code, name and fields."""
    return BoardReader(grant.code, grant.name, person_of(grant).fields)


def is_named(grant: AccessGrant, readers: Iterable[BoardReader]) -> bool:
    """Tell whether a grant still is what the office named: by an act, or by a line that `board_readers` has now."""
    return grant.source != BY_SETTINGS or person_of(grant) in map(_as_let_in, readers)
