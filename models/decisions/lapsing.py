"""When what was asked and still waits has nothing left to decide. It is derived anew each time, never stored."""

from collections.abc import Sequence

from models.check_ins.duties import RETURN
from models.check_ins.moves import CHASED
from models.tables.core import CheckIn, DutyChange
from models.tables.decisions import Extension, Objection, ObjectionKind


def extension_lapsed(extension: Extension, check_in: CheckIn, changes: Sequence[DutyChange]) -> bool:
    """Tell whether an extension that waits can no longer be granted: answered, passed on or not owed any more since.

    `changes` are all those of the check-in. Whoever decides may still refuse it.
    """
    if check_in.holder != extension.holder or check_in.state not in CHASED:
        return True
    # The clock of a trial stands still all day: there the date tells whether the request knew of the return.
    return any(
        change.kind == RETURN
        and (
            change.learnt_at > extension.asked_at
            or (change.learnt_at == extension.asked_at and change.due_on != extension.due_before)
        )
        for change in changes
    )


def objection_lapsed(objection: Objection, check_in: CheckIn, changes: Sequence[DutyChange]) -> bool:
    """Tell whether an objection that waits has nothing left to decide: answered, passed on or not owed any more since.

    `changes` are all those of the check-in. A declaration about systems is of the agency and does not lapse. A return
    at the same moment, as on a trial's clock, came before it.
    """
    if objection.kind == ObjectionKind.NO_SYSTEM:
        return False
    if check_in.holder != objection.holder or check_in.state not in CHASED:
        return True
    return any(change.kind == RETURN and change.learnt_at > objection.raised_at for change in changes)
