"""Days without a mail server, and days with a wrong clock: `python -m tests.long.days`
(`outages`, `clocks`).

A real home follows the plans of Bắc Giang and Tuyên Quang by a mail server on this machine and lives through June 2023: a
round each morning, and what waits is tried every five minutes for an hour after each change and every
four hours besides.

Without a mail server: for 25 minutes, 8 hours and 9 days from the evening of 12/6, on which an incident is reported. Told for
each: `lost`, who was told of what in a home that always had its server and not in this one; `incident`, after how many minutes
with the server back the last letter about the incident had left; `doubled`.

With a wrong clock: one round a day, a month and a year ahead, a month and a year back, then the right clock again. Told for each:
`lost` and `not wanted`, letters against the home whose clock was right, by recipient and day; `opened`, check-ins that it has
and the other not. It ends with 1 where any of these is not as it should be.
"""

import json
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlmodel import select

from flows.acts.ad_hoc import report_incident
from flows.acts.open_home import OpenHome, open_office
from flows.round import run_round
from flows.waiting_letters import send_waiting_letters
from models.agencies import name_in_home
from models.clock import ZONE
from models.decisions.going_live import begin_sending
from models.decisions.incidents import IncidentReport
from models.outbox.mail_clock import unsent_urgent_letters
from models.rounds.clock_check import ClockRefusedError
from models.tables.ad_hoc import Severity
from models.tables.core import CheckIn, Notice, Outcome
from plan.library import Library, load_plan
from tests.homes.offices import CLERK
from tests.long.at_moment import show
from tests.long.kills import Mail, mail_process

PLANS = ("bac-giang", "tuyen-quang")
HERE = ZoneInfo(ZONE)
LIVE = datetime(2023, 6, 2, 7, 30, tzinfo=HERE)
EVENING = datetime(2023, 6, 12, 22, 0, tzinfo=HERE)
LAST = datetime(2023, 6, 30, 12, 0, tzinfo=HERE)
MORNING = time(7, 30)
NOBODY = "mailto://127.0.0.1:9?from=don-doc@tinh.example.vn&mode=insecure"
"""A mail server that is not there: nobody listens on the port of `discard`."""
OUTAGES = {"25 minutes": timedelta(minutes=25), "8 hours": timedelta(hours=8), "9 days": timedelta(days=9)}
CLOCKS = {"a day": 1, "a month": 30, "a year": 365, "a month back": -30, "a year back": -365}
MOST_MINUTES = 15
"""Within how many minutes of the server's return an incident must be told."""

Told = Counter[tuple[object, ...]]


class Life:
    """A home that lives through June, and the mail server that it has or has not."""

    def __init__(self, folder: Path, mail: Mail) -> None:
        self.mail, self.home = mail, folder / "home"
        self.home.mkdir(parents=True)
        registers = {
            load_plan(code, Library(None)).register.code: load_plan(code, Library(None)).register for code in PLANS
        }
        own = next(iter(registers))
        names = [
            name_in_home(own, code, one) for code, read in registers.items() for one in (*read.agencies, read.chairman)
        ]
        rows = [f"{name},,,,email,{name.replace(':', '.')}@tinh.example.vn,," for name in names]
        head = "agency,name,post,head,channel,address,from,to"
        (self.home / "contacts.csv").write_text("\n".join([head, *rows, ""]), encoding="utf-8")
        settings = f'plans = {json.dumps(PLANS)}\nanswer_url = "https://dondoc.tinh.gov.vn"\n'
        (self.home / "dondoc.toml").write_text(settings, encoding="utf-8")
        self.away = False
        self.at(LIVE - timedelta(minutes=30), run_round)
        self.at(LIVE, lambda office, now: self._begin(office, now, registers[own].office))

    def at(self, moment: datetime, work: Callable[[OpenHome, datetime], object]) -> object:
        """Do something at a moment of Vietnam."""
        show(moment)
        with open_office(self.home, {"mail_url": NOBODY if self.away else self.mail.url}) as office:
            return work(office, office.clock.now())

    @staticmethod
    def _begin(office: OpenHome, now: datetime, named: str) -> None:
        with office.database.write() as session:
            begin_sending(session, (PLANS[0], named), now, by=CLERK)

    def live(self, first: datetime, last: datetime) -> None:
        """Live through a span: rounds in the mornings, and what waits is tried as the flow does."""
        for moment in moments(first, last):
            # A clock that goes back is asked about, and waited for.
            with suppress(ClockRefusedError):
                self.at(moment, run_round if is_morning(moment) else send_waiting_letters)

    def report(self) -> None:
        """Record an incident as somebody on duty does."""

        def record(office: OpenHome, now: datetime) -> None:
            agency = "so-thong-tin-va-truyen-thong"
            detected = now - timedelta(minutes=15)
            report = IncidentReport(agency, detected, "Máy chủ bị tấn công", Severity.ORDINARY, told_by="Trực ban")
            report_incident(office, report, now, "tuyen-quang", by=CLERK)

        self.at(EVENING + timedelta(minutes=5), record)

    def told(self) -> Told:
        """Return who was told of what, however often: check-in, purpose and recipient."""
        with open_office(self.home) as office, office.database.read() as session:
            rows = session.exec(select(CheckIn, Notice).where(CheckIn.id == Notice.check_in_id)).all()
            return Counter(
                (one.plan, one.ref, one.holder, one.scope, one.occurrence, said.recipient)
                for one, said in rows
                if said.outcome == Outcome.SENT
            )

    def opened(self) -> int:
        """Return how many check-ins there are."""
        with open_office(self.home) as office, office.database.read() as session:
            return len(session.exec(select(CheckIn.id)).all())

    def received(self) -> Counter[tuple[str, str]]:
        """Return what the server holds, by recipient and letter."""
        return Counter((str(one["to"]), str(one["id"])) for one in self.mail.held())


def is_morning(moment: datetime) -> bool:
    """Tell whether a moment is that of the daily round."""
    return moment.time() == MORNING


def moments(first: datetime, last: datetime) -> Iterator[datetime]:
    """Yield when something is done from `first`, exclusive, to `last`, inclusive."""
    moment = first
    while (moment := next_moment(moment, first)) <= last:
        yield moment


def next_moment(after: datetime, first: datetime) -> datetime:
    """Return the next moment: in the first hour every five minutes, then every four hours, and the mornings' rounds."""
    step = timedelta(minutes=5) if after - first < timedelta(hours=1) else timedelta(hours=4)
    morning = after.replace(hour=MORNING.hour, minute=MORNING.minute)
    coming = morning if morning > after else morning + timedelta(days=1)
    return min(after + step, coming)


@contextmanager
def a_life(name: str) -> Iterator[Life]:
    """Give a home that has lived until the evening of the fault."""
    with tempfile.TemporaryDirectory(prefix="days-") as base, mail_process(Path(base), "ok=1", 0) as mail:
        life = Life(Path(base) / name, mail)
        life.live(LIVE, EVENING)
        yield life


def outage(length: timedelta) -> tuple[Told, Counter[tuple[str, str]], int]:
    """Return who was told what, what the server holds, and the minutes until the incident was told, after an outage."""
    with a_life("outage") as life:
        life.away = bool(length)
        life.report()
        back = EVENING + length
        if length:
            life.live(EVENING + timedelta(minutes=5), back)
        life.away = False
        minutes = -1
        for number in range(1, 13):
            life.at(back + timedelta(minutes=5 * number), send_waiting_letters)
            if minutes < 0 and not _urgent_waits(life):
                minutes = 5 * number
        life.live(back + timedelta(hours=1), LAST)
        return life.told(), life.received(), minutes


def _urgent_waits(life: Life) -> bool:
    with open_office(life.home) as office, office.database.read() as session:
        return bool(unsent_urgent_letters(session))


def wrong_clock(days: int) -> tuple[Told, Counter[tuple[str, str]], int, str]:
    """Return who was told what, what the server holds, the check-ins and what was said, after one round with a wrong clock."""
    said = ""
    with a_life("clock") as life:
        if days:
            try:
                life.at(EVENING + timedelta(days=days), run_round)
            except ClockRefusedError as refused:
                said = str(refused)
        life.live(EVENING, LAST)
        return life.told(), life.received(), life.opened(), said


def main() -> int:
    """Live through all, or what is named, and tell each as a line of JSON."""
    asked = sys.argv[1:] or ["outages", "clocks"]
    wrong = [which() for name, which in (("outages", try_outages), ("clocks", try_clocks)) if name in asked]
    return int(any(wrong))


def try_outages() -> bool:
    """Live through days without a mail server; tell whether anything was wrong."""
    wrong = False
    told, received, _ = outage(timedelta())
    for name, length in OUTAGES.items():
        now_told, now_received, minutes = outage(length)
        found = {
            "without a mail server": name,
            "lost": len(told.keys() - now_told.keys()),
            "incident": minutes,
            "doubled": sum(count > 1 for count in now_received.values()),
            "letters": sum(now_received.values()),
            "letters of the home with one": sum(received.values()),
        }
        wrong |= bool(found["lost"] or found["doubled"] or not 0 < minutes <= MOST_MINUTES)
        _tell(found)
    return wrong


def try_clocks() -> bool:
    """Live through a round with a wrong clock; tell whether anything was wrong."""
    wrong = False
    told, received, opened, _ = wrong_clock(0)
    for name, days in CLOCKS.items():
        now_told, now_received, now_opened, said = wrong_clock(days)
        found = {
            "clock wrong by": name,
            "lost": len(received.keys() - now_received.keys()),
            "not wanted": len(now_received.keys() - received.keys()),
            "doubled": sum(count > 1 for count in now_received.values()),
            "opened": now_opened - opened,
            "unheard": len(told.keys() - now_told.keys()),
            "letters": sum(now_received.values()),
            "said": said[:200],
        }
        wrong |= any(found[key] for key in ("lost", "not wanted", "doubled", "opened", "unheard"))
        _tell(found)
    return wrong


def _tell(found: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(found, ensure_ascii=False) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
