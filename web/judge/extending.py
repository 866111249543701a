"""Extensions on a page: what was asked and waits, shown to who decides, and what he decided recorded."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from models.audit.acts import guard_person
from models.database import Session
from models.decisions.extensions import ExtensionDecision, OpenExtension, decide_extension, open_extensions
from models.refusal import RefusedError
from plan.periods import describe_period
from plan.refs import told_ref
from plan.texts.written import format_day
from web.door.desk import PageHome, Visitor
from web.door.form_fields import FormError
from web.judge.filtering import Filter
from web.judge.judge_page import JudgeContext
from web.judge.judging import EVERYTHING, read_day
from web.words.paging import PageOf, Room, with_kept
from web.words.words import person_words

EXTENSIONS = "extensions"
"""The name of the form of extensions."""
CASE_BYTES, MOST_BYTES = 1_700, 15_000
"""About how many bytes one asking takes on the page beside its reason, and all of a page."""
GRANT, REFUSE = "grant", "refuse"

_FIELD = re.compile(r"extension-([0-9]{1,9})")


@dataclass(frozen=True)
class ExtensionView:
    """One asking for a later date, with what has been chosen of it so far.

    `by_chairman` tells that the document set the date: then the Chairman's written decision is recorded.
    """

    id: int
    agency: str
    ref: str
    title: str
    period: str
    due_before: date
    asked_until: date
    reason: str
    by: str
    waited: str
    by_chairman: bool
    choice: str
    until: str
    note: str
    document: str
    decided: str
    errors: tuple[str, ...]


def read_extensions(
    session: Session,
    visitor: Visitor,
    scene: JudgeContext,
    asked: str,
    room: Room,
    chosen: Filter = EVERYTHING,
    *,
    also_chairmans: bool,
) -> PageOf[ExtensionView]:
    """Return a page of the askings that wait for an agency and are chosen, as many as there is room for.

    The Chairman's are among them only where the agency records his decisions.
    """
    found = waiting_extensions(session, visitor, scene, also_chairmans=also_chairmans)
    taken = [one for one in found if chosen.takes(one.check_in)]
    page = room.page(taken, [CASE_BYTES + 13 * len(one.extension.reason) // 10 for one in taken], asked, MOST_BYTES)
    typed = _typed_for(scene.sent.of(EXTENSIONS).fields)
    page = with_kept(page, found, lambda one: one.extension.id in typed)
    views = tuple(_view(one, scene) for one in page.entries)
    return PageOf(views, page.number, page.pages, page.count)


def waiting_extensions(
    session: Session, visitor: Visitor, scene: JudgeContext, *, also_chairmans: bool
) -> list[OpenExtension]:
    """Return the askings that wait for an agency's decision, or for that of the Chairman which it records."""
    found = open_extensions(session, scene.plans, visitor.agency, scene.on, province=visitor.province)
    return [one for one in found if also_chairmans or not one.by_chairman]


def _view(one: OpenExtension, scene: JudgeContext) -> ExtensionView:
    extension, check_in = one.extension, one.check_in
    number, sent = extension.id, scene.sent.of(EXTENSIONS)
    waited = (scene.on - extension.asked_on).days
    return ExtensionView(
        id=number,
        agency=scene.name_of(check_in.plan, extension.holder),
        ref=check_in.ref,
        title=scene.title_of(check_in),
        period=describe_period(check_in.occurrence),
        due_before=extension.due_before,
        asked_until=extension.asked_until,
        reason=extension.reason,
        by=f"{person_words(extension.asked_by, extension.post)}, ngày {format_day(extension.asked_on)}",
        waited=f"chờ {waited} ngày" if waited else "gửi hôm nay",
        by_chairman=one.by_chairman,
        choice=sent.typed(f"extension-{number}"),
        until=sent.typed(f"until-{number}", format_day(extension.asked_until)),
        note=sent.typed(f"note-{number}"),
        document=sent.typed(f"document-{number}"),
        decided=sent.typed(f"decided-{number}", format_day(scene.on)),
        errors=sent.errors_at(f"extension-{number}"),
    )


def decide_extensions(
    desk: PageHome, visitor: Visitor, scene: JudgeContext, fields: Mapping[str, str], *, also_chairmans: bool
) -> tuple[FormError, ...]:
    """Record the decisions of a form in one act, and return nothing; or record none and return what is wrong."""
    person = visitor.person(fields.get("name", ""), fields.get("post", ""))
    number = 0
    try:
        with desk.database.write() as session:
            found = waiting_extensions(session, visitor, scene, also_chairmans=also_chairmans)
            deciding = _Deciding(scene, {one.extension.id: one for one in found})
            typed = _typed_for(fields)
            errors = [error for one in typed for error in deciding.errors(one, fields)]
            try:
                guard_person(person)
            except RefusedError as refused:
                errors.append(FormError(f"name-{EXTENSIONS}", str(refused)))
            if not typed:
                errors.append(FormError(EXTENSIONS, "Chưa quyết định đề nghị nào; hãy chọn cho ít nhất một đề nghị."))
            if errors:
                return tuple(errors)
            for number in typed:
                decide_extension(
                    session,
                    scene.plans,
                    number,
                    deciding.decision(number, fields),
                    visitor.agency,
                    scene.now,
                    by=person,
                    province=visitor.province,
                )
    except RefusedError as refused:
        return (FormError(f"extension-{number}", str(refused)),)
    return ()


@dataclass(frozen=True)
class _Deciding:
    """One form of decisions against what waits now, by its number."""

    scene: JudgeContext
    waiting: Mapping[int, OpenExtension]

    def errors(self, number: int, fields: Mapping[str, str]) -> Iterable[FormError]:
        """Yield what is wrong with the decision on one asking."""
        if number not in self.waiting:
            yield FormError(
                EXTENSIONS, "Một đề nghị đã chọn không còn chờ quyết định ở đây; hãy xem lại danh sách rồi gửi lại."
            )
            return
        place, one = f"extension-{number}", self.waiting[number]
        name = f"Nhiệm vụ {told_ref(one.check_in.ref)}, {self.scene.name_of(one.check_in.plan, one.extension.holder)}"
        choice = fields.get(f"extension-{number}", "")
        if choice not in (GRANT, REFUSE):
            yield FormError(place, f"{name}: hãy chọn «Đồng ý» hoặc «Không đồng ý».")
        if choice == GRANT and read_day(fields.get(f"until-{number}", "")) is None:
            yield FormError(place, f"{name}: hạn mới không phải một ngày; hãy ghi như 20/6/2023.")
        if choice == REFUSE and not fields.get(f"note-{number}"):
            yield FormError(place, f"{name}: hãy ghi lý do không đồng ý.")
        if one.by_chairman:
            if choice == GRANT and not fields.get(f"document-{number}"):
                yield FormError(place, f"{name}: hãy ghi số văn bản quyết định của Chủ tịch UBND tỉnh.")
            if read_day(fields.get(f"decided-{number}", "")) is None:
                yield FormError(place, f"{name}: ngày quyết định không phải một ngày; hãy ghi như 20/6/2023.")

    def decision(self, number: int, fields: Mapping[str, str]) -> ExtensionDecision:
        """Return the decision on one asking, which has no errors."""
        granted = fields[f"extension-{number}"] == GRANT
        decided = read_day(fields.get(f"decided-{number}", "")) or self.scene.on
        return ExtensionDecision(
            granted,
            read_day(fields.get(f"until-{number}", "")) if granted else None,
            fields.get(f"document-{number}", ""),
            fields.get(f"note-{number}", ""),
            decided,
        )


def _typed_for(fields: Mapping[str, str]) -> list[int]:
    """Return the askings that a form says something of, in the order of their numbers: a choice, or words."""
    numbers = sorted({int(found[1]) for name in fields if (found := _FIELD.fullmatch(name))})
    return [one for one in numbers if any(fields.get(f"{name}-{one}") for name in ("extension", "note", "document"))]
