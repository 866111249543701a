"""Verdicts on a page: what waits is gathered for its judge, and what he chose is recorded, all of it or nothing."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from models.answers.claims import claims_of, said_lengths
from models.answers.contributions import contributions_to
from models.answers.evidence import evidence_of
from models.audit.acts import guard_person
from models.check_ins.standings import standings
from models.clock import end_of_day
from models.database import Session
from models.decisions.explanations import explanations_of
from models.decisions.verdicts import (
    Seen,
    WaitingAnswer,
    accept,
    earliest_return,
    give_back,
    verdicts_of,
    waiting_answers,
)
from models.outbox.paper_letters import sent_about
from models.refusal import RefusedError
from plan.periods import describe_period
from plan.refs import told_ref
from web.door.desk import PageHome, Visitor
from web.door.form_fields import FormError
from web.judge.filtering import Filter, FilterView, filter_view
from web.judge.judge_page import VERDICTS, Around, JudgeContext, JudgedLine, judged_line
from web.words.paging import PageOf, Room, with_kept
from web.words.words import parse_day

ACCEPT, GIVE_BACK = "accept", "return"
"""What a judge chooses of one answer."""
BULK = ("bulk", "bulk-all")
"""The buttons that accept what is in order, and the fields that say what that is: on the page, and on all pages."""
CASE_BYTES, MOST_BYTES = 1_720, 46_000
"""About how many bytes one answer takes on the page beside its words, of which a letter takes 1.3; and all of a page."""
MOST_AT_ONCE = 300
"""How many of all pages are offered to be accepted at once: those that wait longest."""
EVERYTHING = Filter()
CHANGED = "không còn như trên trang (đã có báo cáo mới hoặc đã có ý kiến); hãy xem lại rồi gửi lại."

_VERDICT_FIELD = re.compile(r"verdict-([0-9]{1,9})")
_SHOWN = re.compile(r"([0-9]{1,9})\.([0-9]{1,9})")


@dataclass(frozen=True)
class WaitingLines:
    """What waits for one judge: the lines of a page, for how many days the oldest waits, and words that were stranded.

    `bulk` are those lines of the page that are in order, `bulk_all` those of all pages of the filter with their
    versions. `stranded` are reasons typed for what no longer waits.
    """

    lines: PageOf[JudgedLine]
    oldest: int
    filter: FilterView
    bulk_all: tuple[Seen, ...]
    stranded: tuple[str, ...]

    @property
    def bulk(self) -> tuple[JudgedLine, ...]:
        """The lines of the page that are in order."""
        return tuple(line for line in self.lines.entries if line.in_order)

    @property
    def bulk_field(self) -> str:
        """The lines in order with their versions, as the form carries them."""
        return " ".join(f"{line.id}.{line.version}" for line in self.bulk)

    @property
    def bulk_all_field(self) -> str:
        """The lines in order of all pages, as the form carries them."""
        return " ".join(f"{one.check_in_id}.{one.version}" for one in self.bulk_all)


def read_waiting(
    session: Session,
    visitor: Visitor,
    scene: JudgeContext,
    asked: str,
    chosen: Filter = EVERYTHING,
    *,
    room: Room,
) -> WaitingLines:
    """Return a page of what waits for the visitor's agency and is chosen, what waits longest first.

    It holds as many as there is room for, and one at least.
    Lines that a refused form has words for are on it wherever they stand, so that nothing typed is lost.
    """
    waiting = waiting_answers(session, scene.plans, visitor.agency, scene.on, province=visitor.province)
    taken = [one for one in waiting if chosen.takes(one.check_in)]
    lengths = said_lengths(session, [one.check_in.id for one in taken])
    sizes = [CASE_BYTES + 13 * lengths.get(one.check_in.id, 0) // 10 for one in taken]
    page = room.page(taken, sizes, asked, MOST_BYTES)
    sent = scene.sent.of(VERDICTS)
    typed = _typed_for(sent.fields)
    shown = with_kept(page, waiting, lambda one: one.check_in.id in typed)
    entries = tuple(judged_lines(session, shown.entries, scene))
    there = {one.check_in.id for one in waiting}
    reasons = (sent.typed(f"reason-{check_in_id}") for check_in_id in typed if check_in_id not in there)
    # What is in order on all pages is offered together only where there is more than the page shows.
    everywhere = judged_lines(session, taken[:MOST_AT_ONCE], scene) if page.pages > 1 else []
    return WaitingLines(
        PageOf(entries, page.number, page.pages, page.count),
        max((one.waited for one in taken), default=0),
        filter_view(chosen, [one.check_in for one in waiting], scene),
        tuple(Seen(line.id, line.version) for line in everywhere if line.in_order),
        tuple(reason for reason in reasons if reason),
    )


def judged_lines(session: Session, waiting: Sequence[WaitingAnswer], scene: JudgeContext) -> list[JudgedLine]:
    """Return waiting answers as their judge reads them; the number of statements does not grow with them."""
    ids = [one.check_in.id for one in waiting]
    if not ids:
        return []
    claims = claims_of(session, [one.answer for one in waiting])
    stood = {one.check_in_id: one for one in standings(session, scene.on, end_of_day(scene.on), check_in_ids=ids)}
    verdicts, evidence = verdicts_of(session, ids), evidence_of(session, ids)
    explanations, papers = explanations_of(session, ids), sent_about(session, ids)
    contributions = contributions_to(session, [one.check_in for one in waiting])
    lines = []
    for one, check_in_id in zip(waiting, ids, strict=True):
        around = Around(
            stood[check_in_id],
            verdicts.get(check_in_id, ()),
            evidence.get(check_in_id, ()),
            explanations.get(check_in_id, ()),
            contributions.get(check_in_id, ()),
            [letter for letter, _ in papers.get(check_in_id, ())],
        )
        earliest = earliest_return(scene.calendar_of(one.check_in.plan), one.check_in, scene.on)
        lines.append(judged_line(one.check_in, claims[check_in_id], around, one.waited, earliest, scene))
    return lines


@dataclass(frozen=True)
class _Choice:
    """What was chosen of one answer in the version that the page showed."""

    seen: Seen
    kind: str
    reason: str
    due: str


def give_verdicts(
    desk: PageHome, visitor: Visitor, scene: JudgeContext, fields: Mapping[str, str]
) -> tuple[FormError, ...]:
    """Record the verdicts chosen on a page in one act, and return nothing; or record none and return what is wrong."""
    person = visitor.person(fields.get("name", ""), fields.get("post", ""))
    try:
        with desk.database.write() as session:
            waiting = waiting_answers(session, scene.plans, visitor.agency, scene.on, province=visitor.province)
            judging = _Judging(session, visitor, scene, {one.check_in.id: one for one in waiting})
            chosen, errors = judging.read(fields)
            try:
                guard_person(person)
            except RefusedError as refused:
                errors.append(FormError(f"name-{VERDICTS}", str(refused)))
            if errors:
                return tuple(errors)
            judge, province = visitor.agency, visitor.province
            accepted = [one.seen for one in chosen if one.kind == ACCEPT]
            if accepted:
                accept(session, scene.plans, accepted, judge, scene.now, by=person, province=province)
            for one in chosen:
                if one.kind == GIVE_BACK and (due_on := read_day(one.due)):
                    give_back(
                        session,
                        scene.plans,
                        one.seen,
                        judge,
                        scene.now,
                        by=person,
                        province=province,
                        reason=one.reason,
                        due_on=due_on,
                    )
    except RefusedError as refused:
        place = VERDICTS if refused.check_in_id is None else f"line-{refused.check_in_id}"
        return (FormError(place, str(refused)),)
    return ()


@dataclass(frozen=True)
class _Judging:
    """One form of verdicts against what waits for its judge now."""

    session: Session
    visitor: Visitor
    scene: JudgeContext
    waiting: Mapping[int, WaitingAnswer]

    def read(self, fields: Mapping[str, str]) -> tuple[list[_Choice], list[FormError]]:
        """Return what is to be recorded, and every error at once."""
        choices = [self._choice(check_in_id, fields) for check_in_id in _typed_for(fields)]
        errors = [error for choice in choices for error in self._errors(choice)]
        chosen = [choice for choice in choices if choice.kind]
        if fields.get("press") in BULK:
            return self._read_bulk(fields, choices, errors)
        if not chosen and not errors:
            errors.append(FormError(VERDICTS, "Chưa chọn ý kiến cho báo cáo nào; hãy chọn «Xác nhận» hoặc «Trả lại»."))
        return chosen, errors

    def _choice(self, check_in_id: int, fields: Mapping[str, str]) -> _Choice:
        version = fields.get(f"seen-{check_in_id}", "")
        return _Choice(
            # What names no version has seen none: it is refused as changed since.
            Seen(check_in_id, int(version) if _SHOWN.fullmatch(f"0.{version}") else 0),
            fields.get(f"verdict-{check_in_id}", ""),
            fields.get(f"reason-{check_in_id}", ""),
            fields.get(f"due-{check_in_id}", ""),
        )

    def _errors(self, choice: _Choice) -> Iterable[FormError]:
        check_in_id = choice.seen.check_in_id
        waiting = self.waiting.get(check_in_id)
        place = f"line-{check_in_id}" if waiting else VERDICTS
        name = self._name(check_in_id)
        if waiting is None or waiting.answer.version != choice.seen.version:
            yield FormError(place, f"{name}: {CHANGED}")
        elif choice.kind not in ("", ACCEPT, GIVE_BACK):
            yield FormError(place, f"{name}: hãy chọn «Xác nhận» hoặc «Trả lại».")
        elif choice.kind != GIVE_BACK and choice.reason:
            yield FormError(place, f"{name}: đã ghi lý do mà chưa chọn «Trả lại»; hãy chọn, hoặc xóa lý do.")
        elif choice.kind == GIVE_BACK and not choice.reason:
            yield FormError(place, f"{name}: hãy ghi lý do trả lại.")
        elif choice.kind == GIVE_BACK and read_day(choice.due) is None:
            yield FormError(place, f"{name}: hạn báo cáo lại không phải một ngày; hãy ghi như 20/6/2023.")

    def _name(self, check_in_id: int) -> str:
        one = self.waiting.get(check_in_id)
        if one is None:
            return "Một báo cáo đã chọn"
        agency = self.scene.name_of(one.check_in.plan, one.check_in.holder)
        return f"Nhiệm vụ {told_ref(one.check_in.ref)}, {agency}, {describe_period(one.check_in.occurrence)}"

    def _read_bulk(
        self, fields: Mapping[str, str], choices: Sequence[_Choice], errors: list[FormError]
    ) -> tuple[list[_Choice], list[FormError]]:
        """Return exactly the lines that the page said its button accepts; where one is no longer in order, none."""
        shown = [Seen(int(found[1]), int(found[2])) for found in _SHOWN.finditer(fields.get(fields["press"], ""))]
        apart = [one for one in choices if one.kind == GIVE_BACK or (one.kind and one.seen not in shown)]
        errors += [
            FormError(
                f"line-{one.seen.check_in_id}",
                f"{self._name(one.seen.check_in_id)}: đã chọn ý kiến riêng; hãy gửi các ý kiến đã chọn trước, "
                "rồi mới xác nhận chung.",
            )
            for one in apart
        ]
        named = [self.waiting[one.check_in_id] for one in shown if one.check_in_id in self.waiting]
        in_order = {
            Seen(line.id, line.version) for line in judged_lines(self.session, named, self.scene) if line.in_order
        }
        for one in shown:
            if one not in in_order:
                place = f"line-{one.check_in_id}" if one.check_in_id in self.waiting else VERDICTS
                errors.append(FormError(place, f"{self._name(one.check_in_id)}: {CHANGED}"))
        if not shown:
            errors.append(
                FormError(VERDICTS, "Ở đây không có báo cáo nào đúng hạn, không vướng mắc để xác nhận chung.")
            )
        return [_Choice(one, ACCEPT, "", "") for one in dict.fromkeys(shown)], list(dict.fromkeys(errors))


def _typed_for(fields: Mapping[str, str]) -> Collection[int]:
    """Return the check-ins that a form says something of: a choice, or a reason."""
    named = {int(found[1]): None for name in fields if (found := _VERDICT_FIELD.fullmatch(name))}
    return [one for one in named if fields[f"verdict-{one}"] or fields.get(f"reason-{one}")]


def read_day(typed: str) -> date | None:
    """Return a day as a browser's field sends it (`2023-06-20`) or a person writes it (`20/6/2023`), else None."""
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        return parse_day(typed)
