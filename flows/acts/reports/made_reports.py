"""A report that was made, held against what is known today: what it said still, and what was corrected since."""

import html
import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass

from flows.acts.open_home import OpenHome
from flows.acts.reports.progress import making_of, plan_account
from models.reported.made import acts_since, check_ins_of, figures_of, find_made, find_marked, stages_of
from models.sent_files.findings import BROKEN_ARCHIVE
from models.tables.core import CheckIn
from models.tables.decisions import Act
from models.tables.reports import MadeReport, ReportFile
from plan.library import LoadedPlan
from reports.account.ledger import Entry, ledger_of
from reports.account.periods import span_of
from reports.reading import Telling


@dataclass(frozen=True)
class Changed:
    """A check-in that stands otherwise than the report said: how it stood, how it stands, and what was done since.

    `was` and `now` are stage, holder, date and state, '' where it was not there.
    """

    check_in: CheckIn
    was: tuple[str, ...]
    now: tuple[str, ...]
    acts: tuple[Act, ...]


@dataclass(frozen=True)
class Verified:
    """What came of holding a report against today: `same_then` tells that it comes out the same with what was known then.

    `file` is None for a file that was changed since it was made, as by its number and day: it is known by its mark.
    `corrected` are the figures of that day that are otherwise by what is known now, each with its value in the report.
    """

    made: MadeReport
    file: ReportFile | None
    same_then: bool
    corrected: tuple[tuple[Entry, float | None], ...]
    changed: tuple[Changed, ...]


def verify_report(office: OpenHome, plans: Mapping[str, LoadedPlan], content: bytes) -> Verified | None:
    """Return what a report's file said and what is otherwise today; None for a file that the home did not make.

    Raise KeyError where the home does not follow its plan any more.
    """
    with office.database.read() as session:
        found = find_made(session, content)
        changed = find_marked(session, read_mark(content)) if found is None else None
    if found is not None:
        made, file = found
    elif changed is not None:
        made, file = changed, None
    else:
        return None
    loaded = plans[made.plan]
    then = _making(office, loaded, _telling(made))
    telling = Telling(span_of(made.kind, made.told_on, made.since), made.told_on, office.clock.now(), made.form)
    account = plan_account(office, loaded, telling)
    now = making_of(account, telling)
    kept, stages = figures_of(made), stages_of(made)
    moved = [number for number in {**stages, **now.stages} if stages.get(number) != tuple(now.stages.get(number, ()))]
    numbers = sorted(int(number) for number in moved)
    with office.database.read() as session:
        acts, check_ins = acts_since(session, numbers, made.known_at), check_ins_of(session, numbers)
    # A report that an earlier version made tells fewer columns: what it never told was not corrected since.
    told = {_column(code) for code in kept}
    entries = {entry.code: entry for entry in ledger_of(account) if _column(entry.code) in told}
    then_figures = {code: value for code, value in then[0].items() if _column(code) in told}
    return Verified(
        made=made,
        file=file,
        same_then=(then_figures, then[1]) == (kept, stages),
        corrected=tuple(
            (entry, kept.get(code))
            for code, entry in entries.items()
            if kept.get(code) != entry.value and not code.startswith("measure/")
        ),
        changed=tuple(
            Changed(
                check_ins[number],
                stages.get(str(number), ()),
                tuple(now.stages.get(str(number), ())),
                tuple(acts.get(number, ())),
            )
            for number in numbers
        ),
    )


def _column(code: str) -> str:
    return code.rpartition("/")[2]


def read_mark(content: bytes) -> str:
    """Return the mark that a Word or Excel file bears among its keywords, '' for none."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts, parts.open("docProps/core.xml") as part:
            said = part.read(_LONGEST_PROPERTIES).decode("utf-8", "replace")
    except (KeyError, *BROKEN_ARCHIVE):
        return ""
    found = _KEYWORDS.search(said)
    return html.unescape(found[1]).strip() if found else ""


_LONGEST_PROPERTIES = 100_000
_KEYWORDS = re.compile(r"<(?:\w+:)?keywords[^>]*>([^<]*)<")


def _telling(made: MadeReport) -> Telling:
    before = (made.before_on, made.before_known_at) if made.before_on and made.before_known_at else None
    return Telling(span_of(made.kind, made.told_on, made.since), made.told_on, made.known_at, made.form, before)


def _making(
    office: OpenHome, loaded: LoadedPlan, telling: Telling
) -> tuple[dict[str, float | None], dict[str, tuple[str, ...]]]:
    """Return the figures and the standings of a report made anew with what was known then."""
    again = making_of(plan_account(office, loaded, telling), telling)
    return dict(again.figures), {number: tuple(stage) for number, stage in again.stages.items()}
