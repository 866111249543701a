"""The letters that bring a link of their own: a recipient's links anew, asked for on the page or sent by the office; and
the question to an agency's registered mailbox whether a deputy was named by the agency indeed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from models.agencies import name_in_home, province_and_code
from models.audit.acts import Done, Person, record_act
from models.database import Session
from models.outbox import letters as outbox
from models.people.deputies import deputies_in
from models.tables.core import Letter, LetterState
from models.tables.decisions import Deputy
from notifications.channels.mail_message import escape_markdown
from notifications.contacts.directory import Directory
from notifications.ladder.stages import DEPUTY_SUFFIX, HEAD_SUFFIX
from notifications.links import (
    ANSWER,
    BOARD,
    CALENDAR,
    CALENDAR_SUFFIX,
    CONFIRM,
    JUDGE,
    LINK_LASTS,
    OFFICE,
    code_in,
    link_mark,
    naming_of,
)
from notifications.outbox.due_notices import CHANNEL, Post
from notifications.wording.heads import title_of_head
from notifications.wording.letters import LetterText, render_letter
from notifications.wording.subjects import Subject
from plan.across.trackers import trackers_among
from plan.library import LoadedPlan

SEND_LINK = "send-link"
NAMING_MATTER = "deputy-"
"""What a letter about a naming is about, before the deputy's number."""
PAGE_NAMES: Mapping[str, str] = {
    ANSWER: "Mở trang báo cáo",
    JUDGE: "Mở trang theo dõi, xác nhận",
    OFFICE: "Mở trang của Văn phòng UBND tỉnh",
    BOARD: "Mở bảng theo dõi",
}
"""What a link says that opens the page of a purpose."""


@dataclass(frozen=True)
class LinkWish:
    """A wish for new links: on which day, and at which moment of the home and hour of the machine.

    The hour is the machine's, for a trial's clock stands still: in one hour a recipient gets one such letter.
    """

    on: date
    now: datetime
    hour: int


def recipients_at(directory: Directory, address: str, on: date) -> tuple[str, ...]:
    """Return whose address it is on a day, each once, in the order of the address book; upper case makes no difference.

    A head whose letters go to the agency's own address counts as the agency. A further person of an agency stands for
    the agency: its letters go to where they always go.
    """
    wanted = address.strip().lower()
    found: dict[str, None] = {}
    for contact in (*directory.contacts, *directory.stand_ins, *directory.deputies):
        if contact.address.lower() != wanted or not contact.holds_on(on):
            continue
        own = directory.find(contact.agency, on)
        if contact in directory.stand_ins.of(contact.agency) and contact != own:
            continue
        function = HEAD_SUFFIX if contact.head else DEPUTY_SUFFIX if contact in directory.deputies else ""
        named = directory.find(contact.agency + function, on)
        if function and named is not None and named.address.lower() == wanted:
            found[contact.agency + function] = None
        elif own is not None:
            found[contact.agency] = None
    return tuple(found)


def purposes_of(recipient: str, own_province: str, plans: Mapping[str, LoadedPlan], on: date) -> tuple[str, ...]:
    """Return what a recipient has links for on a day: to answer; to judge, if it follows something up; the office's desk.

    The Chairman, the office and each reader of the board have the board. A deputy answers and does nothing else. An
    agency's calendar has no letter.
    """
    name, _, function = recipient.partition("/")
    province, agency = province_and_code(own_province, name)
    here = [loaded for loaded in plans.values() if loaded.register.code == province]
    if any(loaded.register.chairman == agency for loaded in here):
        return () if function else (BOARD,)
    if not any(agency in loaded.register.agencies for loaded in here):
        return ()
    if f"/{function}" == DEPUTY_SUFFIX:
        return (ANSWER,)
    if f"/{function}" == CALENDAR_SUFFIX:
        return (CALENDAR,)
    if code_in(recipient):
        return (BOARD,) if any(loaded.register.office == agency for loaded in here) else ()
    judges = any(code == agency for _, code in trackers_among(here, on))
    is_office = any(loaded.register.office == agency for loaded in here)
    return (ANSWER, *([JUDGE] if judges else []), *([OFFICE, BOARD] if is_office else []))


def queue_link_letter(session: Session, post: Post, recipient: str, asked: LinkWish, *, by: Person) -> bool:
    """Put the letter with a recipient's new links into the outbox, ready to go, and write the act into the audit trail.

    False, and nothing written, if it has no links or no address, or such a letter was written this hour already, or the
    home's letters are held: what is asked for today is no use to anybody some day.
    """
    if post.hold:
        return False
    contact = post.directory.find(recipient, asked.on)
    purposes = purposes_of(recipient, post.directory.own_province, post.plans, asked.on)
    if contact is None or not purposes:
        return False
    text = write_link_letter(post, recipient, purposes, asked.on)
    letter = Letter(
        recipient=recipient,
        channel=CHANNEL,
        written_on=asked.on,
        matter=f"link-{asked.hour:02d}",
        address=contact.address,
        subject=text.subject,
        body=text.body,
        weekly=False,
        state=LetterState.QUEUED,
        written_at=asked.now,
    )
    if outbox.add_letter(session, letter) is None:
        return False
    province, agency = province_and_code(post.directory.own_province, recipient.partition("/")[0])
    record_act(session, Done(SEND_LINK, province, agency, item=recipient), by, asked.now)
    return True


def write_link_letter(post: Post, recipient: str, purposes: tuple[str, ...], on: date) -> LetterText:
    """Return the letter that brings a recipient the links of these purposes, good from the day `on`."""
    agency, _, function = recipient.partition("/")
    name, suffix = _name_of(post, agency), f"/{function}"
    head = title_of_head(name, post.directory.post_of_head(agency, on)) if suffix == HEAD_SUFFIX else ""
    body = render_letter(
        "link.md.j2",
        name=escape_markdown(name),
        head=escape_markdown(head),
        to_deputy=suffix == DEPUTY_SUFFIX,
        reader=escape_markdown(code_in(recipient)),
        links=[(PAGE_NAMES[purpose], link_mark(recipient, on, purpose)) for purpose in purposes],
        last_day=on + LINK_LASTS,
        trial=post.trial,
        on=on,
    )
    return LetterText(Subject.LINK.of(name=name), body)


def queue_confirmations(session: Session, post: Post, on: date, now: datetime) -> int:
    """Ask each agency, once and at its registered address, about deputies who are not confirmed; return how many are asked.

    The letter is ready to go at once. Nothing is written while the home's letters are held, or to an agency without an
    address: the office confirms its deputies.
    """
    asked = 0
    for deputy in () if post.hold else deputies_in(session, on):
        recipient = post.name(deputy.province, deputy.agency)
        contact, matter = post.directory.find(recipient, on), f"{NAMING_MATTER}{deputy.number}"
        if deputy.confirmed_at or contact is None or outbox.has_letter_of(session, recipient, matter):
            continue
        text = write_confirmation(post, recipient, deputy, on)
        letter = Letter(
            recipient=recipient,
            channel=CHANNEL,
            written_on=on,
            matter=matter,
            address=contact.address,
            subject=text.subject,
            body=text.body,
            weekly=False,
            state=LetterState.QUEUED,
            written_at=now,
        )
        asked += outbox.add_letter(session, letter) is not None
    return asked


def write_confirmation(post: Post, recipient: str, deputy: Deputy, on: date) -> LetterText:
    """Return the letter that asks an agency whether it named a deputy, with the link to the page where it says so."""
    name = _name_of(post, recipient)
    body = render_letter(
        "deputy.md.j2",
        name=escape_markdown(name),
        deputy=escape_markdown(f"{deputy.name}, {deputy.post}"),
        address=escape_markdown(deputy.address),
        named_by=escape_markdown(deputy.named_by),
        starts=deputy.starts,
        ends=deputy.ends,
        link=link_mark(naming_of(recipient, deputy.number), on, CONFIRM),
        contact=post.contact,
        trial=post.trial,
    )
    return LetterText(Subject.DEPUTY.of(name=name), body)


def _name_of(post: Post, agency: str) -> str:
    for loaded in post.plans.values():
        for code in loaded.register.agencies:
            if name_in_home(post.directory.own_province, loaded.register.code, code) == agency:
                return loaded.register.name_of(code)
    return agency
