"""What was decided or asked about a line, in the words of the agency's pages."""

from dataclasses import dataclass
from datetime import datetime

from models.check_ins.state_words import OBJECTION_WORDS
from models.clock import day_of
from models.tables.answers import Promise, Receipt
from models.tables.decisions import Explanation, Extension, Objection, ObjectionKind, Ruling, Verdict
from models.tables.paper import PaperLetter
from plan.texts.written import format_day
from web.words.words import paper_words, person_words


@dataclass(frozen=True)
class NoteView:
    """Something that was decided or asked about a line. `kind` is `wrong`, `waits` or `done`."""

    kind: str
    heading: str
    said: tuple[str, ...] = ()


def return_note(verdict: Verdict, judge: str) -> NoteView:
    """Return what a return says: by when to answer anew, why, and who returned it."""
    until = f", hạn báo cáo lại {format_day(verdict.due_on)}" if verdict.due_on else ""
    by = f"Người trả lại: {person_words(verdict.judged_by, verdict.post)}, {judge}, ngày {format_day(verdict.happened_on)}."
    return NoteView("wrong", f"Bị trả lại{until}", (f"Lý do: {verdict.reason}", by))


_LAPSED = "Báo cáo đã được gửi, bàn giao hoặc có hạn khác trong lúc chờ."


def extension_note(extension: Extension, lapsed: bool) -> NoteView:
    """Return where a request for a later date stands; `lapsed` tells that one that waits has nothing left to decide."""
    asked = f"Đề nghị gia hạn đến ngày {format_day(extension.asked_until)}"
    if extension.ruling == Ruling.WAITING and lapsed:
        return NoteView("done", f"{asked}: không còn phải quyết định", (_LAPSED,))
    if extension.ruling == Ruling.WAITING:
        return NoteView("waits", f"{asked}: đang chờ ý kiến", (f"Gửi ngày {format_day(extension.asked_on)}.",))
    document = f" theo {extension.document}" if extension.document else ""
    decided = f" (quyết định ngày {format_day(extension.decided_on)})" if extension.decided_on else ""
    said = tuple(filter(None, (extension.note,)))
    if extension.ruling == Ruling.GRANTED and extension.granted_until:
        return NoteView("done", f"Được gia hạn đến ngày {format_day(extension.granted_until)}{document}{decided}", said)
    return NoteView("wrong", f"{asked}: không được chấp nhận{document}{decided}", said)


def explanation_note(explanation: Explanation) -> NoteView:
    """Return how lateness was explained."""
    heading = f"Đã giải trình việc chậm báo cáo ngày {format_day(explanation.happened_on)}"
    return NoteView("done", heading, (explanation.reason,))


def paper_note(letter: PaperLetter) -> NoteView:
    """Return what was said on paper about a line: the letter's number and day, and by when it asked for the answer."""
    words = paper_words(letter)
    return NoteView("wrong", words[:1].upper() + words[1:], (f"Hạn gửi báo cáo: {format_day(letter.answer_by)}.",))


def objection_note(objection: Objection, lapsed: bool) -> NoteView:
    """Return where an objection stands; `lapsed` tells that one that waits has nothing left to decide."""
    name = f"Báo «{OBJECTION_WORDS[ObjectionKind(objection.kind)]}»"
    if objection.ruling == Ruling.WAITING and lapsed:
        return NoteView("done", f"{name}: không còn phải quyết định", (_LAPSED,))
    if objection.ruling == Ruling.WAITING:
        return NoteView(
            "waits", f"{name}: đang chờ Văn phòng xem xét", (f"Gửi ngày {format_day(objection.raised_on)}.",)
        )
    decided = f" ngày {format_day(objection.decided_on)}" if objection.decided_on else ""
    said = tuple(filter(None, (objection.outcome, objection.document)))
    if objection.ruling == Ruling.GRANTED:
        return NoteView("done", f"{name}: được chấp nhận{decided}", said)
    return NoteView("wrong", f"{name}: không được chấp nhận{decided}", said)


def promise_note(promise: Promise, now: datetime) -> NoteView:
    """Return on which day an agency said it will report, and that the day is past."""
    said = f"{person_words(promise.told_by, promise.post)}, ngày {format_day(promise.happened_on)}."
    heading = f"Hẹn gửi báo cáo ngày {format_day(promise.promised_on)}"
    if promise.promised_on < day_of(now):
        return NoteView("waits", f"{heading}; ngày hẹn đã qua", (said,))
    return NoteView("done", heading, (said,))


def receipt_note(receipt: Receipt) -> NoteView:
    """Return that an agency has a matter, and who deals with it."""
    return NoteView(
        "done", f"Đã nhận ngày {format_day(receipt.happened_on)}", (f"Người xử lý: {handler_words(receipt)}.",)
    )


def handler_words(receipt: Receipt) -> str:
    """Return who deals with a matter, with his telephone: `Nguyễn Thị Hòa, điện thoại 0204 3855 123`."""
    name = receipt.handler or "(đã xóa theo thời hạn lưu)"
    return f"{name}, điện thoại {receipt.phone}" if receipt.phone else name
