"""A hand-over as the office records it: checked with the whole plan first, then put into the office's file of changes."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from flows.acts.open_home import OpenHome
from models.audit.acts import Done, Person, guard_person, record_act
from models.check_ins.handovers import Passing, find_passings
from models.clock import day_of
from models.database import Session
from models.files import SHARED, write_whole
from models.refusal import UnknownNameError
from plan.errors import FileError, PlanRefusedError
from plan.language.handover_text import NotAppendableError, append_handover
from plan.language.reading import nearest
from plan.library import LoadedPlan, check_plan, shown
from plan.parties import Transfer
from plan.texts.written import format_day

HAND_OVER = "hand-over"
"""The kind of this act in the audit trail."""


class HandoverRefusedError(Exception):
    """A hand-over that cannot be recorded; the message is one Vietnamese sentence."""


@dataclass(frozen=True)
class RecordedHandover:
    """The file a hand-over went into, and what of the check-ins open now it moves, on the day `on` of that round."""

    file: Path
    on: date
    passings: tuple[Passing, ...]


def record_handover(
    office: OpenHome, loaded: LoadedPlan, move: Transfer, now: datetime, *, by: Person
) -> RecordedHandover:
    """Put a hand-over into the office's file of changes, if the plan is sound with it, and tell what it will move.

    The check-ins move with the first round on its day or later. One caller at a time writes. Raise HandoverRefusedError
    for one that is there already, PlanRefusedError with every error of the plan as it would be; then nothing is written.
    """
    guard_person(by)
    code = loaded.plan.code
    file = office.library.changes_file(code)
    if file is None:
        raise TypeError("an office's library has a folder of changes")
    _guard_names(loaded, move)
    on = max(day_of(now), move.on)
    with office.database.write_alone() as session:
        before = file.read_text(encoding="utf-8-sig") if file.is_file() else ""
        _guard_new(loaded, move)
        try:
            text = append_handover(before, move)
        except NotAppendableError as error:
            raise PlanRefusedError((FileError(shown(file), 0, str(error)),)) from None
        after, errors = check_plan(office.library.plan_files()[code], office.library, text)
        if after is None:
            raise PlanRefusedError(errors)
        if len(after.plan.handovers) != len(loaded.plan.handovers) + 1 or move not in after.plan.handovers:
            raise HandoverRefusedError(f"Không thêm được bàn giao vào {shown(file)} mà giữ nguyên phần đã có.")
        passings = _new_passings(session, loaded, after, on)
        detail = _in_words(move, loaded)
        done = Done(HAND_OVER, loaded.plan.province, loaded.register.office, item=move.act, detail=detail)
        record_act(session, done, by, now)
        # Last of all: what cannot be written leaves no act behind.
        _put_in_place(file, text)
    return RecordedHandover(file, on, passings)


def _in_words(move: Transfer, loaded: LoadedPlan) -> str:
    """Return a hand-over in one line: from whom, to whom, which part, from when."""
    name = loaded.register.name_of
    heirs = "; ".join(
        name(heir.code) + (f" ({loaded.plan.scopes.get(heir.scope, heir.scope)})" if heir.scope else "")
        for heir in move.heirs
    )
    parts = (
        loaded.plan.document.short,
        f"từ {name(move.source)} sang {heirs or 'chưa có cơ quan tiếp nhận nhiệm vụ'}",
        f"nhiệm vụ {', '.join(move.refs)}" if move.refs else "",
        f"phạm vi {loaded.plan.scopes.get(move.scope, move.scope)}" if move.scope else "",
        f"từ ngày {format_day(move.on)}",
    )
    return ", ".join(part for part in parts if part)


def _guard_names(loaded: LoadedPlan, move: Transfer) -> None:
    """Raise UnknownNameError for an agency, a clause or a scope that the register and the plan do not have."""
    plan, register = loaded.plan, loaded.register
    agencies, parts = list(register.agencies), sorted({*plan.tasks, *plan.sections})
    codes = (move.source, *(heir.code for heir in move.heirs))
    scopes = (move.scope, *(heir.scope for heir in move.heirs))
    unknown = [("cơ quan", code, agencies) for code in codes if not register.knows(code)]
    unknown += [("phạm vi", scope, list(plan.scopes)) for scope in scopes if scope and scope not in plan.scopes]
    unknown += [("nhiệm vụ", ref, parts) for ref in move.refs if ref not in parts]
    for what, name, known in unknown:
        raise UnknownNameError(f"Không có {what} «{name}»{nearest(name, known)}.")


def _guard_new(loaded: LoadedPlan, move: Transfer) -> None:
    for known in loaded.plan.handovers:
        if (known.on, known.source, known.scope, set(known.refs)) == (move.on, move.source, move.scope, set(move.refs)):
            where = f"{known.file}:{known.line}"
            heirs = ", ".join(str(heir) for heir in known.heirs) or "none"
            raise HandoverRefusedError(
                f"Bàn giao từ {move.source} ngày {format_day(move.on)} với phần việc này đã được ghi, cho {heirs} ({where})."
            )


def _new_passings(session: Session, before: LoadedPlan, after: LoadedPlan, on: date) -> tuple[Passing, ...]:
    known = {(one.check_in.id, one.heirs) for one in find_passings(session, before, on)}
    return tuple(one for one in find_passings(session, after, on) if (one.check_in.id, one.heirs) not in known)


def _put_in_place(file: Path, text: str) -> None:
    """Write the office's file anew; one that is there keeps who may read it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    write_whole(file, text.encode(), file.stat().st_mode & 0o777 if file.exists() else SHARED)
