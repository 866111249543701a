"""An office's first month with the real plan, in a real home, against a mail server that behaves as mail servers do.

Contacts come late and one is wrong, the server greylists everybody once and is away for two days, a plan is taken on
later, the clock is a day ahead for a day, agencies answer, one is sent back, a draft is released. In the end every
letter that the outbox calls sent came once, at most one a day to each, each number in it was so when it left, and
whatever was to be said was said.
"""

import re
import socket
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from email.message import EmailMessage as Message
from email.utils import parsedate_to_datetime
from itertools import pairwise
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlmodel import col, select

from flows.acts.decisions import confirm_clock, release_letters
from flows.acts.doctor.self_audit import audit_home
from flows.acts.open_home import OpenHome, load_plans, open_office
from flows.round import run_round
from flows.round_under_way import RoundOutcome
from flows.waiting_letters import send_waiting_letters
from models.answers.record import AnswerDraft, record_answers
from models.audit.acts import Person
from models.clock import in_zone
from models.decisions.going_live import begin_sending
from models.decisions.verdicts import Seen, give_back
from models.outbox.letters import letters
from models.rounds.clock_check import ClockRefusedError
from models.tables.core import CheckIn, Letter, LetterState, Notice, Outcome, Result, State
from plan.library import Library, load_plan
from plan.texts.written import format_day
from tests.homes.letters.recount import miscounted
from tests.homes.mail_server import MailServer
from tests.homes.offices import ANSWER_URL, letter_text, morning

pytestmark = pytest.mark.real

FIRST, LIVE, LAST = date(2023, 6, 1), date(2023, 6, 2), date(2023, 6, 30)
AWAY = (date(2023, 6, 7), date(2023, 6, 8))
AHEAD = date(2023, 6, 21)
"""A day on which the machine's clock is a day ahead; the next morning the office confirms that it is right again."""
LATE, WRONG = "so-y-te", "so-noi-vu"
"""Sở Y tế is added on 6/6; the cell of Sở Nội vụ holds two addresses until 9/6."""
PUNCTUAL = ("so-tu-phap", "so-cong-thuong", "thanh-tra-tinh")
OFFICE = Person("Hoàng Văn Hòa", "Phó Chánh Văn phòng", "command")
LATER_PLAN = """
code: kiem-tra
document: {kind: Công văn, number: 5/UBND-TH, date: 9/6/2023, issuer: UBND tỉnh Bắc Giang, subject: Kiểm tra phòng máy}
province: bac-giang
span: {from: 6/2023, to: 12/2023}
office:
  opens: 30 days before
  remind: [3, 1]
  ladder: [{after: 1, to: [agency, head]}, {after: 3, to: tracker}]
  trackers: {default: cong-an-tinh}
sections: {I: Kiểm tra}
clauses: [I.1]
tasks:
  I.1:
    title: Báo cáo kết quả kiểm tra phòng máy
    lead: cac-so
    time: once
    due: {by: 28/6/2023}
"""


class StrictServer(MailServer):
    """A server that greylists: whom it does not know yet it asks to come again (RFC 6647)."""

    def __init__(self, port: int) -> None:
        super().__init__(port)
        self.known: set[str] = set()
        self.refused = 0

    async def handle_RCPT(  # noqa: N802  aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address not in self.known:
            self.known.add(address)
            self.refused += 1
            return "451 4.7.1 Greylisting in action, please come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"


@dataclass
class Month:
    """The home under way, its server, and what each round did."""

    home: Path
    server: StrictServer
    url: str
    outcomes: list[RoundOutcome] = field(default_factory=list)
    came: dict[date, list[Message]] = field(default_factory=dict)
    miscounted: list[str] = field(default_factory=list)

    def book(self, day: date) -> str:
        register = load_plan("bac-giang", Library(None)).register
        rows = ["agency,name,post,head,channel,address,from,to"]
        for code in (*register.agencies, register.chairman):
            address = f"{code}@bacgiang.example.vn"
            if code == WRONG and day < date(2023, 6, 9):
                address = f"{address}; van-thu@bacgiang.example.vn"
            if code != LATE or day >= date(2023, 6, 6):
                rows.append(f'{code},,,,email,"{address}",,')
        return "\n".join(rows) + "\n"

    def day(self, day: date) -> None:
        (self.home / "contacts.csv").write_text(self.book(day), encoding="utf-8")
        if day == date(2023, 6, 12):
            (self.home / "plans" / "bac-giang").mkdir(exist_ok=True)
            (self.home / "plans" / "bac-giang" / "kiem-tra.yaml").write_text(LATER_PLAN, encoding="utf-8")
            (self.home / "dondoc.toml").write_text(
                f'plans = ["bac-giang", "kiem-tra"]\nanswer_url = "{ANSWER_URL}"\n', encoding="utf-8"
            )
        with open_office(self.home, {"mail_url": self.url}) as office:
            if day == LIVE:
                with office.database.write() as session:
                    begin_sending(session, ("bac-giang", "van-phong-ubnd-tinh"), morning(day), by=OFFICE)
            # The office's server is started again in the middle of each morning: the round must bear it.
            for hours in (0, 1):
                now = morning(day) + timedelta(days=day == AHEAD, hours=hours)
                before = len(self.server.letters)
                mended = day == AHEAD + timedelta(days=1) and hours == 0
                if mended:
                    with pytest.raises(ClockRefusedError, match="trước việc mới nhất"):
                        run_round(office, now)
                    confirm_clock(office, now, by=OFFICE)
                self.outcomes.append(run_round(office, now, gap_confirmed=mended))
                self.came.setdefault(now.date(), []).extend(one for _, one in self.server.letters[before:])
                self.miscounted += miscounted(office, load_plans(office), now)
            _people_act(office, day)
            if day == LAST:  # what was released is greylisted as well, and leaves by the mail's own clock
                before = len(self.server.letters)
                for hours in (5, 6):
                    send_waiting_letters(office, morning(day) + timedelta(hours=hours))
                self.came[day].extend(one for _, one in self.server.letters[before:])


def _people_act(office: OpenHome, day: date) -> None:
    now = morning(day) + timedelta(hours=3)
    by = Person("Trần Thị Bình", "Chánh Văn phòng", "page")
    with office.database.write() as session:
        if day == date(2023, 6, 6):
            for agency in PUNCTUAL:
                owed = session.exec(select(CheckIn).where(CheckIn.holder == agency, CheckIn.state == State.OPEN)).all()
                drafts = {one.id: AnswerDraft(Result.IN_PROGRESS, None, "Đã ban hành kế hoạch.") for one in owed}
                record_answers(session, drafts, agency, now, now, by=by, province="bac-giang")
        if day == date(2023, 6, 9):
            answered = session.exec(
                select(CheckIn).where(CheckIn.holder == PUNCTUAL[0], CheckIn.state == State.ANSWERED).limit(1)
            ).one()
            tracker = Person("Lê Văn Nam", "Phó Trưởng phòng", "page")
            give_back(
                session,
                load_plans(office),
                Seen(answered.id, 1),
                "cong-an-tinh",
                now,
                by=tracker,
                province="bac-giang",
                reason="Bổ sung số liệu.",
                due_on=date(2023, 6, 16),
            )
    if day == LAST:
        release_letters(office, None, now, by=OFFICE)


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Month:

    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    home = tmp_path_factory.mktemp("thang-dau") / "home"
    (home / "plans").mkdir(parents=True)
    (home / "dondoc.toml").write_text(f'plans = ["bac-giang"]\nanswer_url = "{ANSWER_URL}"\n', encoding="utf-8")
    server = StrictServer(port)
    lived = Month(home, server, server.mail_url)
    day = FIRST
    while day <= LAST:
        controller = None
        if day not in AWAY:
            controller = Controller(server, hostname="127.0.0.1", port=port)
            controller.start()
        try:
            lived.day(day)
        finally:
            if controller is not None:
                controller.stop()
        day += timedelta(days=1)
    return lived


@pytest.fixture
def opened(month: Month) -> Iterator[OpenHome]:
    with open_office(month.home, {"mail_url": month.url}) as office:
        yield office


def _sent(office: OpenHome) -> list[Letter]:
    with office.database.read() as session:
        return [one for one in letters(session) if one.state == LetterState.SENT]


def test_nothing_leaves_before_the_office_says_so(month: Month) -> None:
    before = [outcome for outcome in month.outcomes if outcome.on == FIRST]
    assert [outcome.sent for outcome in before] == [0, 0]
    assert all("đang chuẩn bị" in outcome.title for outcome in before)
    assert month.server.refused > 0


def test_every_letter_that_is_called_sent_came_once(month: Month, opened: OpenHome) -> None:
    came = Counter(message["Message-ID"] for _, message in month.server.letters)
    assert set(came.values()) == {1}
    assert len(came) == len(_sent(opened))


def test_nobody_had_two_letters_in_a_day_also_after_the_outage(month: Month) -> None:
    twice = {
        (day, to): count
        for day, came in month.came.items()
        for to, count in Counter(one["To"] for one in came).items()
        if count > 1
    }
    assert twice == {}
    assert month.came[AWAY[-1] + timedelta(days=1)]


def test_every_letter_is_dated_and_speaks_of_the_day_on_which_it_left(month: Month) -> None:
    for day, came in month.came.items():
        for one in came:
            assert in_zone(parsedate_to_datetime(str(one["Date"]))).date() == day
            told = re.findall(r"đến ngày (\d\S*?)[ :]", letter_text(one), re.IGNORECASE)
            assert set(told) <= {format_day(day)}


def test_each_number_of_each_letter_was_so_when_it_left(month: Month) -> None:
    assert sum(len(came) for came in month.came.values()) > 150
    assert month.miscounted == []


def test_who_is_late_hears_of_it_within_every_seven_days(opened: OpenHome) -> None:
    with opened.database.read() as session:
        late = {one.holder for one in session.exec(select(CheckIn).where(CheckIn.due_on < date(2023, 6, 19)))} - set(
            PUNCTUAL
        )
        days = {
            agency: sorted(one.written_on for one in letters(session) if one.recipient == agency) for agency in late
        }
    assert len(late) > 25
    for agency, told in days.items():
        since = [day for day in told if day >= date(2023, 6, 15)]
        assert since[0] <= date(2023, 6, 16), agency
        assert all((after - one).days <= 7 for one, after in pairwise([*since, LAST])), agency


def test_the_self_audit_finds_the_month_whole_in_spite_of_its_outage(opened: OpenHome) -> None:
    assert [finding.sentence for finding in audit_home(opened)] == []


def test_in_the_end_nothing_waits_that_could_have_gone(opened: OpenHome) -> None:
    with opened.database.read() as session:
        stuck = [
            (one.recipient, one.state)
            for one in letters(session)
            if one.state in (LetterState.QUEUED, LetterState.SENDING, LetterState.FAILED)
        ]
    assert stuck == []


def test_every_agency_was_told_of_its_opening_also_the_one_that_came_late_and_the_one_that_was_wrong(
    opened: OpenHome,
) -> None:
    with opened.database.read() as session:
        told = set(
            session.exec(
                select(Notice.recipient).where(Notice.outcome == Outcome.SENT, col(Notice.letter_id).is_not(None))
            ).all()
        )
        owing = set(session.exec(select(CheckIn.holder).where(CheckIn.plan == "bac-giang")).all())
    assert owing <= told


def test_the_later_plan_is_asked_from_its_own_day(opened: OpenHome) -> None:
    with opened.database.read() as session:
        later = session.exec(select(CheckIn).where(CheckIn.plan == "kiem-tra")).all()
    assert len(later) == 20
    assert {one.opened_on for one in later} == {date(2023, 6, 12)}


def test_a_wrong_row_is_told_with_its_line_as_long_as_it_is_there(month: Month) -> None:
    def told(day: date) -> bool:
        said = [sentence for outcome in month.outcomes if outcome.on == day for sentence in outcome.sentences]
        return any("contacts.csv:" in sentence for sentence in said)

    assert told(date(2023, 6, 5))
    assert told(date(2023, 6, 8))
    assert not told(date(2023, 6, 9))
