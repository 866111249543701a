"""The processes under `up`: started in order, watched, started again when they die, and ended to the last."""

import contextlib
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from types import FrameType

from flows.names import DAILY_ROUND, TAKING_ON
from flows.up.many.stations import RUNNER, SERVER, WEB, Station, whole_station
from flows.up.prefect_api import NoAnswerError, PrefectApi
from flows.up.prefect_settings import child_environment, environment_of, passing_files
from flows.up.processes import Child, wait_briefly
from flows.up.watching import Watch, begin_anew_where_damaged
from models.audit.events import note_event
from models.settings import Home
from plan.texts.written import format_day

LONGEST_WAIT = 60.0
"""The longest time before a child that keeps dying is started again, in seconds; the first is one second."""
STEADY_SECONDS = 120.0
"""A child that ran this long is sound again: its next death counts as its first."""
LOG_LOOK_SECONDS = 60.0
ASK_SECONDS = 3.0
"""How soon a round that could not be asked for is asked for again."""
STILL_SECONDS = 3.0
"""How long a trial's new day stands before the UI follows it."""
GRACE = {"runner": 12.0, "web": 8.0, "server": 10.0}
"""How long each child may take to end, in the order in which they are ended: a run under way needs the server."""


class StopAskedError(Exception):
    """Somebody asked `up` to stop."""


class NotStartedError(Exception):
    """A part did not come to life; the message is one Vietnamese sentence, `lines` the end of its log."""

    def __init__(self, sentence: str, lines: list[str]) -> None:
        """Keep the lines for whoever prints them."""
        super().__init__(sentence)
        self.lines = lines


@dataclass
class Health:
    """How one child fares: how long it waits before its next start, and when that is due."""

    wait: float = 1.0
    started: float = 0.0
    due: float | None = None


@dataclass
class ProcessTree:
    """The children of one `up`: the Prefect server, the runner, the answer page, or those of them that its `station` runs.

    `say` prints a sentence. In a pool the runner is a worker, whose runs others may take as well.
    """

    home: Home
    given: Mapping[str, object]
    say: Callable[[str], None]
    station: Station | None = None
    stops_asked: int = 0
    children: dict[str, Child] = field(default_factory=dict)
    health: dict[str, Health] = field(default_factory=dict)
    round_due: float | None = None
    """When the next round is to be asked for that makes up for what a dead runner was doing; None where none is owed."""

    def __post_init__(self) -> None:
        """Prepare the children; nothing is started yet."""
        station = self.station or whole_station(self.home)
        folder, settings = station.folder, self.home.settings
        env, logs = child_environment(self.home, self.given, folder), folder / "logs"
        logs.mkdir(exist_ok=True)
        shutil.rmtree(passing_files(folder), ignore_errors=True)  # what the last `up` left there
        passing_files(folder).mkdir(mode=0o700, exist_ok=True)
        web = ("--home", str(self.home.path), "--host", self.home.page_host, "--port", str(settings.web_port))
        # Where every machine takes runs from a pool, the `up` of everything has put them there first.
        worker = ("flows.runs.pool.work", ("--deploy",) if station.alone else ())
        for name, title, module, args in (
            (SERVER, "Máy chủ theo dõi (Prefect)", "flows.up.server", ()),
            (WEB, "Trang báo cáo", "web.serve", web),
            (RUNNER, "Bộ chạy theo lịch", *(worker if settings.work_pool else ("flows.runs.serve", ()))),
        ):
            if name in station.parts:
                known = environment_of(name, env)
                self.children[name] = Child(title, module, args, known, folder, logs / f"{name}.log")
                self.health[name] = Health()
        # On SIGTERM Prefect's runner leaves its event loop in the middle of a step, with tracebacks in its log.
        if RUNNER in self.children:
            self.children[RUNNER].stop_signal = signal.SIGINT

    @contextmanager
    def running(self) -> Iterator[None]:
        """Start the children, listen to Ctrl-C and its like, and end every process when the block ends."""
        before = {number: signal.signal(number, self._ask_to_stop) for number in _STOPPING}
        try:
            if SERVER in self.children and (told := begin_anew_where_damaged(self.home)):
                self.say(told)
            for name in self.children:
                self._start(name)
            yield
        finally:
            self._stop()
            for number, handler in before.items():
                signal.signal(number, handler)

    def wait_for(self, done: Callable[[], bool], sentence: str, seconds: float, child: str) -> None:
        """Show `sentence` with the seconds that pass until `done`.

        Raise NotStartedError after `seconds`, or at once when a child has died, and StopAskedError on Ctrl-C.
        """
        began = time.monotonic()
        with _counting(sentence, self.say) as show:
            while not _answered(done):
                self._guard_alive()
                if time.monotonic() - began > seconds:
                    raise self._not_started(
                        child, f"{self.children[child].title} không phản hồi sau {seconds:.0f} giây."
                    )
                show(time.monotonic() - began)
                wait_briefly()

    def supervise(self, api: PrefectApi, watched: "TrialDay | None" = None) -> None:
        """Start again what dies, with a growing wait, or hangs, and bound the logs, until somebody asks to stop.

        In a trial home whose day was moved by `dondoc round`, ask for the runs that show the new day.
        """
        looked, watch = (
            time.monotonic(),
            Watch(self.home, api, tuple(self.children), self.station.folder if self.station else None),
        )
        while not self.stops_asked:
            for name in self.children:
                self._mend(name, watch)
            for name, why in watch.unwell():
                self._restart(name, why, watch)
            if lost := watch.lost_runs():
                self.say(f"Đã bỏ {lost} lượt chạy dở của máy đã dừng; máy khác làm tiếp.")
                note_event(self.home, "up", "lost-runs", count=lost)
            self._catch_up(api)
            if watched is not None and (day := watched.moved()):
                self.say(f"Bản chạy thử đã sang ngày {format_day(day)}; đang vẽ lại tình hình.")
                _take_on(api, f"{TAKING_ON}: sang ngày {format_day(day)}")
            if time.monotonic() - looked > LOG_LOOK_SECONDS:
                looked = time.monotonic()
                for child in self.children.values():
                    child.bound_log()
            wait_briefly(0.5)

    def _mend(self, name: str, watch: Watch) -> None:
        child, health, now = self.children[name], self.health[name], time.monotonic()
        if child.exit_code is None:
            return
        if health.due is None:
            if now - health.started > STEADY_SECONDS:
                health.wait = 1.0
            health.due = now + health.wait
            self.say(
                f"{child.title} đã dừng (mã {child.exit_code}); khởi động lại sau {health.wait:.0f} giây. "
                f"Nhật ký: {child.log}"
            )
            note_event(self.home, "up", "died", process=name, code=child.exit_code, again_in=health.wait)
            health.wait = min(health.wait * 2, LONGEST_WAIT)
            child.stop(0)  # the process is dead; what it started may not be
        elif now >= health.due:
            health.due = None
            self._start_again(name, watch)

    def _restart(self, name: str, why: str, watch: Watch) -> None:
        """End a process that lives and does not do its work, and start it again."""
        child = self.children[name]
        if child.exit_code is None:  # else it is being mended already
            self.say(f"{child.title}: {why}. Nhật ký: {child.log}")
            note_event(self.home, "up", "unwell", process=name)
            child.stop(GRACE[name])
            self._start_again(name, watch)

    def _start_again(self, name: str, watch: Watch) -> None:
        names = [name]
        if name == "server":
            if told := begin_anew_where_damaged(self.home):
                self.say(told)
            # Another database knows nothing of the runner, and has no runs to come.
            if RUNNER in self.children and (told or watch.is_another_database):
                self.children[RUNNER].stop(GRACE[RUNNER])
                names.append(RUNNER)
        for one in names:
            watch.forget(one)
            self._start(one)
        if RUNNER in names:
            self.round_due = time.monotonic()

    def _catch_up(self, api: PrefectApi) -> None:
        """Ask for a round that is owed, until the server takes it: what a dead runner was doing is done again, and finds
        most of it done.
        """
        if self.round_due is not None and time.monotonic() >= self.round_due:
            self.round_due = time.monotonic() + ASK_SECONDS
            with contextlib.suppress(NoAnswerError):
                if api.ask_for_round(f"{DAILY_ROUND}: sau khi khởi động lại"):
                    self.round_due = None

    def _start(self, name: str) -> None:
        self.health[name].started = time.monotonic()
        self.children[name].start()
        note_event(self.home, "up", "started", process=name)

    def _guard_alive(self) -> None:
        if self.stops_asked:
            raise StopAskedError
        for name, child in self.children.items():
            if child.exit_code is not None:
                raise self._not_started(name, f"{child.title} không khởi động được (mã {child.exit_code}).")

    def _not_started(self, name: str, sentence: str) -> NotStartedError:
        child = self.children[name]
        return NotStartedError(f"{sentence} Những dòng cuối của nhật ký {child.log}:", child.last_lines())

    def _ask_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stops_asked += 1

    def _stop(self) -> None:
        """End the children in order; a second Ctrl-C meanwhile cuts the waiting short."""
        asked = self.stops_asked
        note_event(self.home, "up", "stopping", asked=asked)
        for name, grace in GRACE.items():
            if name in self.children:
                self.children[name].stop(0 if self.stops_asked > max(asked, 1) else grace)


def _answered(done: Callable[[], bool]) -> bool:
    """Ask, and take a server that does not answer for a "not yet"."""
    try:
        return done()
    except NoAnswerError:
        return False


_STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass
class TrialDay:
    """The day of a trial home, watched: `read` gives it, None in a real home; `shown` is the day the UI shows."""

    read: Callable[[], date | None]
    shown: date | None
    seen: date | None = None
    since: float = 0.0

    def moved(self) -> date | None:
        """Return the new day once it has stood still for `STILL_SECONDS`: days are often run one after another."""
        now, day = time.monotonic(), self.read()
        if day != self.seen:
            self.seen, self.since = day, now
        if day is None or day == self.shown or now - self.since < STILL_SECONDS:
            return None
        self.shown = day
        return day


def _take_on(api: PrefectApi, name: str) -> None:
    """Ask for a run that takes the plans on and brings all up to date; nothing happens where the server takes none."""
    with contextlib.suppress(NoAnswerError):
        deployment = api.find_deployment(TAKING_ON, TAKING_ON)
        if deployment is not None:
            api.request_run(deployment["id"], name)


@contextmanager
def _counting(sentence: str, say: Callable[[str], None]) -> Iterator[Callable[[float], None]]:
    """Give a function that shows how many seconds have passed, in place on a terminal; elsewhere the sentence alone."""
    live, shown = sys.stdout.isatty(), -1

    def show(seconds: float) -> None:
        nonlocal shown
        if int(seconds) == shown:
            return
        if live:
            sys.stdout.write(f"\r{sentence} {int(seconds)} giây")
            sys.stdout.flush()
        elif shown < 0:
            say(sentence)
        shown = int(seconds)

    try:
        yield show
    finally:
        if live and shown >= 0:
            sys.stdout.write("\n")
