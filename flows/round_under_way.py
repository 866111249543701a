"""A round under way: the home, the moment, the plans that are worked on, and what was done and could not be done."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial

from flows.acts.open_home import OpenHome
from flows.faults import Failure, describe_fault, keep_trace, try_again
from flows.names import ALL_WELL, NOT_DONE, OVERDUE, UNSENT
from models.check_ins.adoption import AdoptionOutcome
from models.check_ins.looks.reckonings import Reckoned, mark_of
from models.database_faults import may_pass
from notifications.outbox.due_notices import PLAN_FAILED, Post
from notifications.outbox.holding import Hold
from plan.errors import FileError, count_faults
from plan.library import LoadedPlan
from plan.texts.written import format_day


@dataclass
class Round:
    """One round under way: the home, the moment, the plans, and what the steps have done so far.

    `plans` are those that are worked on; one that fails is taken out of them. `known` are all whose names and incidents
    are known. `resting` tells of each plan that is not worked on why nothing is said of it today.
    """

    office: OpenHome
    on: date
    now: datetime
    plans: dict[str, LoadedPlan]
    known: dict[str, LoadedPlan]
    outcome: "RoundOutcome"
    resting: dict[str, str] = field(default_factory=dict)
    opened_post: Post | None = None
    by_hand: bool = False
    """Whether a person runs it, whose hour it is, and not the clock."""
    reckoned: dict[tuple[str, str], Reckoned] = field(default_factory=dict)
    """By what each plan was looked at last, by province and code."""

    @property
    def post(self) -> Post:
        """What the outbox's steps need to know. Raise RuntimeError before `prepare_post` was done."""
        if self.opened_post is None:
            raise RuntimeError("the address book was not opened")
        return replace(self.opened_post, plans=self.known, resting=dict(self.resting))

    def reckoned_of(self, loaded: LoadedPlan) -> Reckoned | None:
        """Return by what a plan was looked at last, None where that was another text, program or era of its agencies."""
        found = self.reckoned.get((loaded.plan.province, loaded.plan.code))
        return found if found is not None and found.mark == mark_of(loaded, self.on) else None

    def note(self, what: str, error: Exception) -> None:
        """Keep where an error came from."""
        keep_trace(self.office.home.faults_file, what, error, self.now)

    def fail(self, what: str, why: str) -> None:
        """Tell that a part of a step could not be done."""
        self.outcome.fail(Failure(what, f"Chưa {what} được: {why}."))

    def each_plan(self, what: str, do: Callable[[LoadedPlan], None], *, stops: bool) -> None:
        """Do something for each plan, for itself; where one fails, the others go on.

        With `stops` nothing more is done for that plan in this round. A fault of the database is no plan's: it is raised.
        """
        for code, loaded in list(self.plans.items()):
            try:
                try_again(partial(do, loaded))
            except Exception as error:
                if may_pass(error):
                    raise
                self.note(f"{what} ({code})", error)
                self.fail(f"{what} của kế hoạch {code}", describe_fault(error))
                if stops:
                    del self.plans[code]
                    self.resting[code] = PLAN_FAILED


@dataclass
class RoundOutcome:
    """What a round did: counts, the sentences that tell them to people, and what it could not do.

    `stopped` are the plans with an error in their files, `faults` what is wrong in the address book: both are also among
    the sentences. `unsound` is what the self-audit found after the round, as sentences.
    """

    on: date
    opened: int = 0
    handed_over: int = 0
    ownerless: int = 0
    became_overdue: int = 0
    overdue: int = 0
    queued: int = 0
    drafts: int = 0
    held: int = 0
    sent: int = 0
    failed: int = 0
    hold: Hold | None = None
    sentences: list[str] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    stopped: tuple[str, ...] = ()
    faults: tuple[FileError, ...] = ()
    taken: list[AdoptionOutcome] = field(default_factory=list)
    unsound: list[str] = field(default_factory=list)

    @property
    def title(self) -> str:
        """The round in one line, as its run is named: `Đôn đốc ngày 05/6/2023: 30 nhắc, 0 quá hạn`.

        Told are the letters sent in this round and all check-ins that are overdue after it; while the letters are held,
        to how many nobody writes yet and why. What could not be done, and which plans have an error, comes last.
        """
        told = [f"{self.sent} nhắc, {self.overdue} quá hạn"]
        if self.failed:
            told = [f"{told[0]}, {self.failed} thư chưa gửi được"]
        if self.hold:
            told = [f"giữ lại thư của {self.held} nơi nhận ({self.hold.words}), {self.overdue} quá hạn"]
        if contacts := count_faults(self.faults):
            told = [f"{told[0]}, {contacts}"]
        if self.stopped:
            told.append(f"kế hoạch có lỗi: {', '.join(self.stopped)}")
        if self.failures:
            told.append(f"chưa làm được: {', '.join(dict.fromkeys(one.what for one in self.failures))}")
        if self.unsound:
            told.append(f"tự kiểm tra thấy {len(self.unsound)} điểm không khớp")
        return f"Đôn đốc ngày {format_day(self.on)}: {'; '.join(told)}"

    @property
    def is_whole(self) -> bool:
        """Tell whether every step was done for every plan, and all agreed afterwards."""
        return not (self.failures or self.stopped or self.unsound)

    @property
    def undone(self) -> list[str]:
        """What could not be done or does not agree, as sentences: what is kept with the round."""
        stopped = (f"Kế hoạch {code} có lỗi nên đã tạm dừng." for code in self.stopped)
        return [*stopped, *(failure.sentence for failure in self.failures), *self.unsound]

    def fail(self, failure: Failure) -> None:
        """Tell what could not be done."""
        self.failures.append(failure)
        self.sentences.append(failure.sentence)

    def tell_unsound(self, found: Iterable[str]) -> None:
        """Tell what the self-audit found."""
        self.unsound.extend(found)
        self.sentences.extend(self.unsound)

    @property
    def state(self) -> str:
        """The round in a word, one of the few in `flows.names`: what the office has to look into comes first."""
        if not self.is_whole:
            return NOT_DONE
        if self.failed:
            return UNSENT
        return OVERDUE if self.overdue else ALL_WELL
