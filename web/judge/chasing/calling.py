"""The office's call list on its page: whom to telephone, what is owed, when one last heard of each other."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from models.audit.views import views_between
from models.database import Session
from models.decisions.chasing.calls import Called, last_calls, record_call
from models.outbox.letters import heard_by_recipient
from models.outbox.notices import chased_check_ins, overdue
from models.refusal import RefusedError
from models.tables.chasing import Call
from notifications.ladder.stages import agency_of
from notifications.links import ANSWER
from notifications.outbox.climb.call_list import ToCall, call_list
from notifications.outbox.due_notices import Post, climb_on
from notifications.outbox.sending import open_post
from plan.refs import told_ref
from plan.texts.written import format_day
from web.door.desk import PageHome, Visitor
from web.door.form_fields import FormError
from web.judge.judge_page import JudgeContext
from web.words.paging import PageOf, Room, with_kept
from web.words.words import moment_words, parse_day, person_words

CALLS = "calls"
"""The name of the form."""
CASE_BYTES, MOST_BYTES = 1_250, 36_000
"""About how many bytes one agency takes on the page beside its clauses, and all of a page."""
_LOOKED_BACK = timedelta(days=90)
"""How far back the views of a page are looked through for the last one."""


@dataclass(frozen=True)
class CallView:
    """An agency to be telephoned: whom, about what, the last contact; and what has been typed so far."""

    agency: str
    name: str
    persons: tuple[str, ...]
    owed: str
    refs: str
    contacts: tuple[str, ...]
    promised: str
    note: str
    errors: tuple[str, ...]


def read_calls(
    desk: PageHome, session: Session, visitor: Visitor, scene: JudgeContext, asked: str, room: Room
) -> PageOf[CallView]:
    """Return the page that `asked` names of the call list of a visitor's province today, the worst first."""
    listed: tuple[ToCall, ...] = ()
    late = overdue(scene.on, visitor.province)
    if owed := chased_check_ins(session, late):
        plans = {code: loaded for code in desk.plans if (loaded := desk.shelf.plan(code))}
        post = open_post(desk.home, desk.database, plans, scene.on)
        listed = call_list(post, climb_on(session, post, scene.on, late), owed, last_calls(session), scene.on)
    page = room.page(listed, [CASE_BYTES + 12 * len(one.late) for one in listed], asked, MOST_BYTES)
    typed = scene.sent.of(CALLS).entries
    page = with_kept(page, listed, lambda one: one.agency in typed)
    if not page.count:
        return PageOf((), page.number, page.pages, 0)
    letters = {name: heard.sent_on for name, heard in heard_by_recipient(session).items()}
    seen = _last_seen(desk, scene.on)
    views = tuple(_view(one, post, scene, (letters.get(one.name), seen.get(one.name))) for one in page.entries)
    return PageOf(views, page.number, page.pages, page.count)


def record_called(
    desk: PageHome, visitor: Visitor, scene: JudgeContext, fields: Mapping[str, str]
) -> tuple[FormError, ...]:
    """Record the call whose button was pressed, and return nothing; or return what is wrong."""
    # Who presses Enter in a field presses the form's first button, which stands for no agency.
    agency = fields.get("press", "")
    if not agency:
        return (FormError(CALLS, "Chưa ghi cuộc gọi nào; hãy bấm nút «Đã gọi» ở đúng cơ quan vừa gọi."),)
    place, typed = f"call-{agency}", fields.get(f"promised-{agency}", "")
    promised = parse_day(typed) if typed.strip() else None
    if typed.strip() and promised is None:
        return (FormError(place, "Ngày hẹn không phải một ngày; hãy ghi như 20/6/2023, hoặc để trống nếu không hẹn."),)
    called = Called(promised, fields.get(f"note-{agency}", ""))
    by = visitor.person(fields.get("name", ""), fields.get("post", ""))
    try:
        with desk.database.write() as session:
            record_call(
                session, scene.plans, agency, called, visitor.agency, scene.now, by=by, province=visitor.province
            )
    except RefusedError as refused:
        where = place if by.name.strip() else f"name-{CALLS}"
        return (FormError(where, str(refused)),)
    return ()


def _view(one: ToCall, post: Post, scene: JudgeContext, contact: tuple[date | None, datetime | None]) -> CallView:
    sent = scene.sent.of(CALLS)
    oldest = (scene.on - one.late[0].due_on).days
    return CallView(
        agency=one.agency,
        name=scene.party(one.agency),
        persons=tuple(
            f"{person_words(there.name, there.post)}: {there.phone}" if there.name else there.phone
            for there in post.directory.telephones(one.name, scene.on)
        ),
        owed=f"{len(one.late)} báo cáo, quá hạn nhiều nhất {oldest} ngày",
        refs=", ".join(dict.fromkeys(told_ref(late.ref) for late in one.late)),
        contacts=tuple(_contacts(one.last, *contact)),
        promised=sent.typed(f"promised-{one.agency}"),
        note=sent.typed(f"note-{one.agency}"),
        errors=sent.errors_at(f"call-{one.agency}"),
    )


def _contacts(last: Call | None, letter_on: date | None, seen_at: datetime | None) -> list[str]:
    """Return the last letter, view and call, each in words."""
    return [
        f"thư gần nhất ngày {format_day(letter_on)}" if letter_on else "chưa gửi được thư nào",
        f"trang được mở gần nhất lúc {moment_words(seen_at)}" if seen_at else "chưa thấy mở trang trong 90 ngày",
        call_words(last) if last else "chưa gọi lần nào",
    ]


def call_words(call: Call) -> str:
    """Return a call in words: when, by whom, what was promised, what was said."""
    promised = f", hẹn ngày {format_day(call.promised_on)}" if call.promised_on else ", không hẹn ngày"
    note = f": {call.note}" if call.note else ""
    return f"gọi gần nhất ngày {format_day(call.called_on)}, {person_words(call.called_by, call.post)}{promised}{note}"


def _last_seen(desk: PageHome, on: date) -> dict[str, datetime]:
    """Return when the answer page of each agency was last shown, to whomever of its people."""
    seen = views_between(desk.home, on - _LOOKED_BACK, on)
    return {agency_of(view.recipient): view.at for view in seen if view.purpose == ANSWER}
