"""The office's page as values: what waits for its decision beside the verdicts, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from models.agencies import province_and_code
from models.check_ins.clause import clause_on
from models.inbox.unreachable import marked_on
from models.rounds.asking_first import describe_question, listed_in
from models.tables.ad_hoc import Referral
from models.tables.core import CheckIn, Letter
from models.tables.decisions import Deputy, Objection, ObjectionKind
from models.tables.inbox import UnreachableAddress
from models.tables.rounds import PlanQuestion
from notifications.channels.mail_message import plain_text
from notifications.links import hide_links
from plan.periods import describe_period
from plan.texts.written import format_day
from web.judge.judge_page import JudgeContext
from web.words.words import deputy_words, person_words

OBJECTIONS, OWNERLESS, REFERRALS = "objections", "ownerless", "referrals"
DRAFTS, DECLARATIONS, DEPUTIES, CHANGES = "drafts", "declarations", "deputies", "changes"
RETURNED = "returned"
"""The names of the office's forms beside those of verdicts and extensions."""
KIND_WORDS = {
    ObjectionKind.NOT_OURS: "Không thuộc nhiệm vụ của cơ quan",
    ObjectionKind.NO_SYSTEM: "Không có hệ thống thông tin",
}
FUNCTION_WORDS = {"head": "người đứng đầu", "deputy": "người được ủy quyền"}
"""Of whom in an agency a recipient's name tells behind its stroke."""


class EntryView(Protocol):
    """An entry of a list, by whose `id` its fields are named."""

    @property
    def id(self) -> int | str:
        """Its number, or what stands in the place of one."""


@dataclass(frozen=True)
class ObjectionView:
    """What an agency objects to, with what has been chosen of it so far."""

    id: int
    agency: str
    ref: str
    title: str
    period: str
    kind: str
    is_no_system: bool
    reason: str
    suggested: str
    by: str
    waited: str
    choice: str
    outcome: str
    heir: str
    document: str
    decided: str
    errors: tuple[str, ...]


@dataclass(frozen=True)
class ChangeView:
    """A changed plan that waits for the office's word: what it would do at once, and the list of what it would open."""

    id: int
    code: str
    words: str
    lines: tuple[str, ...]
    is_chosen: bool


@dataclass(frozen=True)
class ReturnedView:
    """An address from which a letter came back: whose it is, since when and why, and whether it is chosen."""

    id: int
    recipient: str
    address: str
    words: str
    is_chosen: bool


@dataclass(frozen=True)
class DeputyView:
    """Who stands in for an agency or will, or waits to be confirmed, and whether he is chosen."""

    id: int
    agency: str
    words: str
    is_chosen: bool


@dataclass(frozen=True)
class OwnerlessView:
    """A check-in that nobody owns, and whether it is chosen."""

    id: int
    agency: str
    ref: str
    title: str
    when: str
    is_chosen: bool


@dataclass(frozen=True)
class ReferralView:
    """A matter put to the higher authority: `id` is its year and number; what was decided, or has been typed so far."""

    id: str
    number: str
    agency: str
    ref: str
    title: str
    to: str
    matter: str
    by: str
    waited: str
    words: str
    document: str
    decided: str
    errors: tuple[str, ...]


@dataclass(frozen=True)
class DraftView:
    """A letter that waits for its release; the secret of a link in its body is not shown.

    `is_old` tells that its figures are of an earlier day, and will be of the day on which it leaves. `files` go with it as
    they are, each with its number and name.
    """

    id: int
    recipient: str
    subject: str
    body: str
    written_on: date
    is_old: bool
    is_chosen: bool
    files: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class DeclarationView:
    """A declaration in force that an agency owns no information system, and whether its end is chosen."""

    id: int
    agency: str
    since: date
    document: str
    is_chosen: bool


def objection_view(objection: Objection, check_in: CheckIn, scene: JudgeContext) -> ObjectionView:
    """Return an objection as the office reads it."""
    number, sent = objection.id, scene.sent.of(OBJECTIONS)
    return ObjectionView(
        id=number,
        agency=scene.name_of(objection.plan, objection.holder),
        ref=check_in.ref,
        title=scene.title_of(check_in),
        period=describe_period(check_in.occurrence),
        kind=KIND_WORDS[objection.kind],
        is_no_system=objection.kind == ObjectionKind.NO_SYSTEM,
        reason=objection.reason,
        suggested=scene.name_of(objection.plan, objection.suggested) if objection.suggested else "",
        by=f"{person_words(objection.raised_by, objection.post)}, ngày {format_day(objection.raised_on)}",
        waited=waited_words(objection.raised_on, scene.on),
        choice=sent.typed(f"objection-{number}"),
        outcome=sent.typed(f"outcome-{number}"),
        heir=sent.typed(f"heir-{number}", objection.suggested),
        document=sent.typed(f"document-{number}"),
        decided=sent.typed(f"decided-{number}", format_day(scene.on)),
        errors=sent.errors_at(f"objection-{number}"),
    )


def ownerless_view(check_in: CheckIn, scene: JudgeContext) -> OwnerlessView:
    """Return what nobody owns as the office reads it."""
    return OwnerlessView(
        id=check_in.id,
        agency=scene.name_of(check_in.plan, check_in.holder),
        ref=check_in.ref,
        title=scene.title_of(check_in),
        when=f"{describe_period(check_in.occurrence)}, hạn\u00a0{format_day(check_in.due_on)}",
        is_chosen=bool(scene.sent.of(OWNERLESS).typed(f"ownerless-{check_in.id}")),
    )


def referral_view(referral: Referral, scene: JudgeContext) -> ReferralView:
    """Return a matter that was referred as the office reads it."""
    key, sent = f"{referral.year}-{referral.number}", scene.sent.of(REFERRALS)
    loaded = scene.plans.get(referral.plan)
    task = clause_on(loaded.plan, referral.ref, referral.referred_on) if loaded else None
    return ReferralView(
        id=key,
        number=f"số {referral.number} năm {referral.year}",
        agency=scene.name_of(referral.plan, referral.agency),
        ref=referral.ref,
        title=task.title if task else "",
        to=loaded.register.name_of(referral.to) if loaded else referral.to,
        matter=referral.matter,
        by=f"{referral.referred_by}, ngày {format_day(referral.referred_on)}",
        waited=waited_words(referral.referred_on, scene.on),
        words=referral.decision or sent.typed(f"words-{key}"),
        document=referral.document or sent.typed(f"document-{key}"),
        decided=sent.typed(f"decided-{key}", format_day(referral.decided_on or scene.on)),
        errors=sent.errors_at(f"referral-{key}"),
    )


def waited_words(since: date, on: date) -> str:
    """Return since when something waits, in words."""
    waited = (on - since).days
    return f"chờ {waited} ngày" if waited > 0 else "gửi hôm nay"


def draft_view(letter: Letter, scene: JudgeContext, files: Sequence[tuple[int, str]]) -> DraftView:
    """Return a letter that waits for its release as the office reads it, with the files that go with it."""
    return DraftView(
        id=letter.id,
        recipient=recipient_words(letter.recipient, scene),
        subject=letter.subject,
        body=hide_links(plain_text(letter.body)),
        written_on=letter.written_on,
        is_old=letter.written_on < scene.on and not letter.matter,
        is_chosen=bool(scene.sent.of(DRAFTS).typed(f"draft-{letter.id}")),
        files=tuple(files),
    )


def recipient_words(recipient: str, scene: JudgeContext) -> str:
    """Return whom a letter is for, by name: an agency, its head, or the Chairman."""
    name, _, function = recipient.partition("/")
    words = scene.party(province_and_code("", name)[1])
    return f"{words} ({FUNCTION_WORDS[function]})" if function in FUNCTION_WORDS else words


def is_of_province(recipient: str, own_province: str, province: str) -> bool:
    """Tell whether a letter's recipient belongs to a province."""
    return province_and_code(own_province, recipient.partition("/")[0])[0] == province


def declaration_view(objection: Objection, scene: JudgeContext) -> DeclarationView:
    """Return a declaration in force as the office reads it."""
    return DeclarationView(
        id=objection.id,
        agency=scene.name_of(objection.plan, objection.holder),
        since=objection.decided_on or objection.raised_on,
        document=objection.document,
        is_chosen=bool(scene.sent.of(DECLARATIONS).typed(f"declaration-{objection.id}")),
    )


def change_view(question: PlanQuestion, scene: JudgeContext) -> ChangeView:
    """Return a changed plan that waits as the office reads it."""
    is_chosen = bool(scene.sent.of(CHANGES).typed(f"change-{question.id}"))
    told = describe_question(question)
    return ChangeView(question.id, question.code, told, listed_in(question), is_chosen=is_chosen)


def returned_view(one: UnreachableAddress, scene: JudgeContext) -> ReturnedView:
    """Return an address from which a letter came back as the office reads it."""
    is_chosen = bool(scene.sent.of(RETURNED).typed(f"returned-{one.id}"))
    words = f"từ ngày {format_day(marked_on(one))}: {one.reason or 'máy chủ thư không nói lý do'}"
    return ReturnedView(one.id, recipient_words(one.recipient, scene), one.address, words, is_chosen=is_chosen)


def deputy_view(deputy: Deputy, scene: JudgeContext) -> DeputyView:
    """Return who stands in for whom until when; no address."""
    is_chosen = bool(scene.sent.of(DEPUTIES).typed(f"deputy-{deputy.id}"))
    return DeputyView(deputy.id, scene.party(deputy.agency), deputy_words(deputy), is_chosen=is_chosen)
