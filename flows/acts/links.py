"""The links by which agencies come in, as the office prints, sends and revokes them and changes their key; and who stands
in for an agency, as the office sees, confirms and ends it.
"""

from collections.abc import Mapping
from datetime import date, datetime

from flows.acts.access.letting_in import grant_coded, own_office, recipient_coded
from flows.acts.find_check_in import own_province
from flows.acts.home_plans import known_plans
from flows.acts.open_home import OpenHome, key_fault, offices_of, post_of, send_ready_letters, today
from models.agencies import name_in_home, province_and_code
from models.audit.acts import Done, Person, guard_person, record_act
from models.clock import Clock, day_of
from models.home import set_key_print
from models.office_settings.sending_settings import UI_READER
from models.outbox.notices import NO_ADDRESS
from models.people import revoking
from models.people.deputies import confirm_deputy, deputies_in, deputies_on, end_deputy
from models.people.grants import PERSON_SUFFIX
from models.people.link_epochs import current_epoch
from models.refusal import RefusedError, UnknownNameError
from notifications.contacts.directory import names_of
from notifications.ladder.stages import DEPUTY_SUFFIX, HEAD_SUFFIX
from notifications.links import (
    ANSWER,
    BOARD,
    CALENDAR_SUFFIX,
    code_in,
    link_address,
    link_key,
    make_link_key,
    prints_of_keys,
    rotate_keys,
    sign_link,
)
from notifications.outbox.link_letters import LinkWish, purposes_of, queue_link_letter
from notifications.outbox.sending import SendingOutcome
from notifications.purposes import purposes_for
from plan.language.reading import nearest
from plan.library import LoadedPlan
from plan.texts.written import format_day

SHOW_LINK, ROTATE_KEYS = "show-link", "rotate-keys"
"""The kinds of these acts in the audit trail."""


def show_link(office: OpenHome, recipient: str, purpose: str, now: datetime, *, by: Person) -> str:
    """Return the address that a recipient's fresh link for a purpose has; the trail tells who had it printed.

    Raise RefusedError for a recipient that the home does not know, or that has no page of this purpose.
    """
    guard_person(by)
    plans, on = known_plans(office), day_of(now)
    own = _guard_recipient(office, recipient, plans)
    if purpose not in (known := _purposes(office, plans, recipient, on)):
        has = f"chỉ có: {', '.join(known)}" if known else "không có trang nào"
        raise RefusedError(f"«{recipient}» không có trang {purpose}; {has}.")
    _guard_deputy(office, recipient, own, on)
    province, agency = province_and_code(own, recipient.partition("/")[0])
    with office.database.write() as session:
        record_act(session, Done(SHOW_LINK, province, agency, item=recipient, detail=purpose), by, now)
    return post_of(office, plans).link_to(recipient, on, purpose)


def usual_purpose(office: OpenHome, plans: Mapping[str, LoadedPlan], recipient: str, on: date) -> str:
    """Return for which page a recipient's link is that is asked for without naming one."""
    return next(iter(_purposes(office, plans, recipient, on)), ANSWER)


def _purposes(office: OpenHome, plans: Mapping[str, LoadedPlan], recipient: str, on: date) -> tuple[str, ...]:
    grant = grant_coded(office, plans, code) if (code := code_in(recipient)) else None
    return purposes_for(grant.access) if grant else purposes_of(recipient, own_province(plans), plans, on)


def board_for_ui(office: OpenHome, loaded: LoadedPlan, on: date) -> str:
    """Return the address of the board of a plan's province for whoever comes from the Prefect UI; '' without a sound key.

    It is that of a reader of its own, revoked by `links revoke giao-dien`, and the same each day of a year: what shows it
    is written anew where it changes.
    """
    if key_fault(office):
        return ""
    register = loaded.register
    recipient = (
        f"{name_in_home(own_province(known_plans(office)), register.code, register.office)}{PERSON_SUFFIX}{UI_READER}"
    )
    with office.database.read() as session:
        epoch = current_epoch(session, recipient)
    last_day = date(on.year + 1, 12, 31)
    token = sign_link(link_key(office.home), recipient, BOARD, last_day, epoch)
    return link_address(office.home.answer_url, BOARD, token)


def send_links(office: OpenHome, recipient: str, now: datetime, *, by: Person) -> SendingOutcome:
    """Send a recipient all its links anew, once in an hour of the machine, and return what became of the letter.

    Raise RefusedError for a recipient without an address or a page, and for a second letter within the hour.
    """
    guard_person(by)
    plans, on = known_plans(office), day_of(now)
    _guard_deputy(office, recipient, _guard_recipient(office, recipient, plans), on)
    letters = post_of(office, plans)
    if letters.hold:
        raise RefusedError(f"Chưa gửi được liên kết. {letters.hold}")
    if why := letters.directory.why_silent(recipient, on):
        if why == NO_ADDRESS:
            raise RefusedError(f"«{recipient}» chưa có địa chỉ riêng trong contacts.csv; hãy thêm địa chỉ rồi gửi lại.")
        raise RefusedError(f"Chưa gửi được cho «{recipient}»: {why}.")
    with office.database.write() as session:
        queued = queue_link_letter(session, letters, recipient, LinkWish(on, now, Clock().now().hour), by=by)
    if not queued:
        raise RefusedError(
            f"Chưa gửi: «{recipient}» không có trang nào, hoặc đã được gửi liên kết trong giờ này; hãy thử lại sau."
        )
    return send_ready_letters(office, letters, now, urgent=True)


def revoke_links(office: OpenHome, recipient: str, reason: str, now: datetime, *, by: Person) -> int:
    """Revoke every link of a recipient signed so far, and return the number of the revocation.

    Raise RefusedError for a recipient that the home does not know, or without a name or a reason.
    """
    own = _guard_recipient(office, recipient, known_plans(office))
    with office.database.write_alone() as session:
        return revoking.revoke_links(session, recipient, reason, now, by=by, own_province=own)


def rotate_link_keys(office: OpenHome, now: datetime, *, by: Person, lost: bool = False) -> int:
    """Put a new key in the first place, and return by how many older ones links are still good.

    With `lost` the key that is there now is taken for the home's, or one is made where there is none: what was signed by
    the lost one opens nothing any more. Raise RefusedError where no key is lost, and for a lost one without `lost`.
    """
    guard_person(by)
    fault = key_fault(office)
    # A key of the environment is not ours to change, whatever it was before: `rotate_keys` tells where it is changed.
    if fault and not lost and not office.home.settings.link_key:
        raise RefusedError(fault)
    if lost and not fault:
        raise RefusedError("Khóa ký liên kết không mất; muốn đổi khóa thì chạy dondoc links rotate, không có --lost.")
    plans = known_plans(office)
    own = own_province(plans)
    with office.database.write_alone() as session:
        detail = "khóa trước đã mất" if lost else ""
        record_act(session, Done(ROTATE_KEYS, own, offices_of(plans)[own], detail=detail), by, now)
        # Last of all: a key that cannot be changed leaves no act behind.
        older = 0
        if lost:
            make_link_key(office.home)
        else:
            older = rotate_keys(office.home)
        set_key_print(session, prints_of_keys(office.home)[0])
        return older


def deputies_told(office: OpenHome) -> list[str]:
    """Return who stands in, will, or waits to be confirmed, a line each with the agency's name in the home and the number."""
    own, on = own_province(known_plans(office)), today(office)
    with office.database.read() as session:
        found = deputies_in(session, on)
    return [
        f"{name_in_home(own, one.province, one.agency)} {one.number}: {one.name}, {one.post}, {one.address}, "
        f"từ {format_day(one.starts)} đến hết {format_day(one.ends)}"
        f"{'' if one.confirmed_at else '; chờ xác nhận'}"
        for one in found
    ]


def confirm_named(office: OpenHome, agency: str, number: int, now: datetime, *, by: Person) -> None:
    """Confirm an agency's deputy of a number. Raise RefusedError where there is none, or his time is over."""
    province, code = province_and_code(own_province(known_plans(office)), agency)
    with office.database.write() as session:
        confirm_deputy(session, number, code, now, by=by, province=province)


def end_named(office: OpenHome, agency: str, number: int, now: datetime, *, by: Person) -> None:
    """End the time of an agency's deputy of a number. Raise RefusedError where there is none."""
    own = own_province(known_plans(office))
    province, code = province_and_code(own, agency)
    with office.database.write() as session:
        end_deputy(session, number, code, now, by=by, province=province, own_province=own)


def recipient_named(office: OpenHome, plans: Mapping[str, LoadedPlan], name: str) -> str:
    """Return the recipient whom a name means: of a person who is let in, named by his code alone, as the links know him."""
    own = own_office(plans)
    if name in names_of([loaded.register for loaded in plans.values()], own.province):
        return name
    if name == UI_READER:
        return f"{own.agency}{PERSON_SUFFIX}{name}"
    return recipient_coded(office, plans, name) or name


def recipient_fault(office: OpenHome, recipient: str, plans: Mapping[str, LoadedPlan]) -> str:
    """Return what is wrong with the name of a recipient, in a sentence; '' for one that the home knows."""
    names = names_of([loaded.register for loaded in plans.values()], own_province(plans))
    agency, slash, function = recipient.partition("/")
    if code := code_in(recipient):
        known = code == UI_READER or recipient_coded(office, plans, code) == recipient
        return "" if known else f"Không ai đang được cấp quyền với mã «{code}»; xem «dondoc people list»."
    if slash and slash + function not in (HEAD_SUFFIX, DEPUTY_SUFFIX, CALENDAR_SUFFIX):
        return (
            f"«{recipient}»: sau dấu / chỉ ghi head (người đứng đầu), deputy (người báo cáo thay) hoặc calendar (lịch)."
        )
    return "" if agency in names else f"Không có cơ quan «{agency}»{nearest(agency, names)}."


def _guard_recipient(office: OpenHome, recipient: str, plans: Mapping[str, LoadedPlan]) -> str:
    """Return the home's own province. Raise UnknownNameError for a recipient that the home does not know."""
    if fault := recipient_fault(office, recipient, plans):
        raise UnknownNameError(fault)
    return own_province(plans)


def _guard_deputy(office: OpenHome, recipient: str, own: str, on: date) -> None:
    """Raise RefusedError for the deputy of an agency that has none on a day: his link would open for nobody."""
    name, slash, function = recipient.partition("/")
    if slash + function != DEPUTY_SUFFIX:
        return
    with office.database.read() as session:
        named = {(one.province, one.agency) for one in deputies_on(session, on)}
    if province_and_code(own, name) not in named:
        raise RefusedError(f"«{name}» chưa cử người báo cáo thay nên không có liên kết nào cho «{recipient}».")
