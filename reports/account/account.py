"""All that a report tells, as values: where the plan stands, since when, what was done, what is asked of whom."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property

from models.reported.letters_about import LetterAbout
from models.reported.matters import ConfirmedCause, ExplainedLateness, Matters
from models.reported.told import ToldAnswer
from plan.library import LoadedPlan
from plan.owed import Owed, owed_between
from reports.account.concerns import Asking, Concern, asked_of_chairman, concerns_of
from reports.account.deeds import SectionDeeds, deeds_of
from reports.account.gathering import Gathering
from reports.account.periods import Span
from reports.account.targets import TargetStanding, targets_of
from reports.frames.standing_frame import StandingFrame
from reports.progress import Progress, Reporting, not_opened

COMING_DAYS = 30
"""How many days ahead a report tells what falls due."""


@dataclass(frozen=True)
class OwnLetterhead:
    """The office's own letterhead: the name of its Word file, and what is in it."""

    name: str
    content: bytes = field(repr=False)


class LetterheadError(Exception):
    """A letterhead that no report can be written into; the message is a Vietnamese sentence with the place, a line each."""


@dataclass(frozen=True)
class Letterhead:
    """What an office sets about its reports (Nghị định 30/2020); what is '' is written as the register has it.

    `authority` stands above the name of a tracker that no UBND is above (`Bộ Công an`). `symbol` follows the number (`BC-VP`), `drafter` the file copy (`Lưu: VT, TH`). `power` and `post` stand above the
    signature (`KT. CHÁNH VĂN PHÒNG`, `PHÓ CHÁNH VĂN PHÒNG`), `signer` below it; `recipients` are those after `Như trên`.
    `own` is the file into which reports of this form are written, None for the form of the decree.
    """

    authority: str = ""
    symbol: str = "BC-VP"
    drafter: str = ""
    power: str = ""
    post: str = ""
    signer: str = ""
    recipients: tuple[str, ...] = ()
    place: str = ""
    own: OwnLetterhead | None = None


@dataclass(frozen=True)
class Sources:
    """What people said and decided, from the database: beside the standings the other half of a report.

    `letters` are read for the workbook alone: no other form tells them.
    """

    told: Mapping[int, ToldAnswer] = field(default_factory=dict)
    matters: Matters = field(default_factory=Matters)
    letters: Mapping[int, tuple[LetterAbout, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Account:
    """A report of a plan on a day. `before` is where it stood at the end of the day before the span, None without one.
    `form` tells whose report it is (`reports.forms.names`); `gathering` what a roll-up gathers, None for any other.

    `coming` is what falls due in the `COMING_DAYS` after the day and is not answered: opened already, or to be opened.
    """

    progress: Progress
    span: Span
    before: Progress | None
    sections: tuple[SectionDeeds, ...]
    concerns: tuple[Concern, ...]
    asked: tuple[Asking, ...]
    targets: tuple[TargetStanding, ...]
    sources: Sources
    letterhead: Letterhead
    coming_open: StandingFrame
    coming: tuple[Owed, ...]
    form: str = "office"
    gathering: Gathering | None = None

    @property
    def change(self) -> Reporting | None:
        """The punctuality at the report before; None where there is none."""
        return self.before.reporting if self.before else None

    @property
    def explained(self) -> tuple[ExplainedLateness, ...]:
        """Why agencies are late, in their own words: of what is overdue now, or was answered late within the span."""
        standings, places = self.progress.standings, self.progress.places
        answered = standings["stage"] == "late"
        if self.span.since is not None:
            answered &= standings["answered_on"] >= self.span.since.toordinal()
        late = set(standings["check_in_id"][answered | (standings["stage"] == "open_overdue")].tolist())
        given = [one for one in self.sources.matters.explanations if one.check_in_id in late]
        return tuple(sorted(given, key=lambda one: (places.get(one.holder, len(places)), one.on, one.check_in_id)))

    @cached_property
    def reason_of(self) -> Mapping[int, str]:
        """Why agencies were late, by check-in, in their newest words."""
        return {one.check_in_id: one.reason for one in self.sources.matters.explanations}

    @cached_property
    def cause_of(self) -> Mapping[int, ConfirmedCause]:
        """The newest cause that was confirmed of each check-in."""
        return {one.check_in_id: one for one in self.sources.matters.causes}

    @property
    def mark(self) -> str:
        """What tells this report from every other, in one line: it stays in a file that is signed and saved anew."""
        progress, span = self.progress, self.span
        parts = (progress.plan.province, progress.plan.code, self.form, span.kind, progress.on, progress.known_at)
        return " ".join(("dondoc", *(one if isinstance(one, str) else one.isoformat() for one in parts)))


def make_account(
    progress: Progress,
    loaded: LoadedPlan,
    span: Span,
    sources: Sources,
    before: Progress | None = None,
    letterhead: Letterhead | None = None,
    form: str = "office",
) -> Account:
    """Return all that a report of a plan tells; `progress` is of the whole plan on the day of the report."""
    until = progress.on + timedelta(days=COMING_DAYS)
    waiting = progress.standings.of(stage="open_in_time")
    owed = owed_between(loaded.plan, loaded.register, loaded.calendar, progress.on, until)
    concerns = concerns_of(progress, span.since)
    return Account(
        progress=progress,
        span=span,
        before=before,
        sections=deeds_of(progress, sources.told, span.since),
        concerns=concerns,
        asked=asked_of_chairman(progress, sources.matters, concerns),
        targets=targets_of(progress, {key: one.figures for key, one in sources.told.items() if one.figures}),
        sources=sources,
        letterhead=letterhead or Letterhead(),
        form=form,
        coming_open=waiting.where(waiting["due_on"] <= until.toordinal()),
        coming=tuple(not_opened(progress.standings, owed)),
    )
