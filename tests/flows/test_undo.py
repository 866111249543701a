"""A round at a wrong moment is taken back as far as nobody has heard of it; afterwards all goes as if it had not been."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import col, select

from cli.__main__ import main
from flows import round as daily_round
from flows.acts.decisions import undo_round
from flows.acts.open_home import OpenHome
from flows.round import run_round
from models.audit.acts import BY_COMMAND, Person
from models.refusal import RefusedError
from models.tables.core import CheckIn, Letter, LetterState, State
from models.tables.decisions import Act
from notifications.outbox.sending import SendingOutcome
from tests.homes.mail_server import MailServer, mail_server
from tests.homes.offices import SMALL_PLAN, go_live, morning, real_office
from tests.homes.pages.door import rows_of

pytestmark = pytest.mark.real

HOA = Person("Hoàng Văn Hòa", "Chánh Văn phòng", BY_COMMAND)
MONTHLY = SMALL_PLAN.replace(
    "every: half-year\n      only: H1\n      due: {before: 15/6}", "every: month\n      due: {before: 28 of next month}"
)
ADOPTED, WRONG, NEXT = date(2023, 5, 15), date(2023, 6, 28), date(2023, 5, 16)
"""The wrong round, 44 days ahead, is believed: the clock is asked about from 45 days on."""
LATER = [date(2023, 5, day) for day in range(17, 32)] + [date(2023, 6, day) for day in range(1, 31)]


@pytest.fixture
def server(free_port: int) -> Iterator[MailServer]:
    with mail_server(free_port) as made:
        yield made


@contextmanager
def live_office(folder: Path, server: MailServer) -> Iterator[OpenHome]:
    with real_office(folder, server.mail_url, plan=MONTHLY) as office:
        run_round(office, morning(ADOPTED))
        go_live(office, morning(ADOPTED))
        run_round(office, morning(ADOPTED))
        yield office


def run_with_mail_away(office: OpenHome, day: date, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as away:
        away.setattr(daily_round, "send_ready_letters", lambda *_: SendingOutcome())
        run_round(office, morning(day))


def sent(office: OpenHome) -> list[tuple[str, date, str]]:
    with office.database.read() as session:
        letters = session.exec(select(Letter).where(Letter.state == LetterState.SENT).order_by(col(Letter.id)))
        return sorted((one.recipient, one.written_on, one.subject) for one in letters)


def owed(office: OpenHome) -> list[tuple[str, str, str, date, date]]:
    with office.database.read() as session:
        found = session.exec(select(CheckIn).where(CheckIn.state == State.OPEN))
        return sorted((one.holder, one.ref, one.occurrence, one.opened_on, one.due_on) for one in found)


def test_after_it_is_taken_back_every_letter_leaves_on_its_day_as_if_it_had_not_been(
    tmp_path: Path, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with live_office(tmp_path / "sạch", server) as clean, live_office(tmp_path / "nhầm", server) as spoilt:
        before = owed(spoilt)
        run_with_mail_away(spoilt, WRONG, monkeypatch)
        assert len(owed(spoilt)) > len(before)
        undone = undo_round(spoilt, morning(NEXT), by=HOA)
        assert (undone.letters > 0, undone.check_ins, undone.sent_to) == (True, 2 * len(before), ())
        assert owed(spoilt) == before
        for day in (NEXT, *LATER):
            assert run_round(clean, morning(day)).failures == []
            assert run_round(spoilt, morning(day)).failures == []
        assert owed(spoilt) == owed(clean)
        assert sent(spoilt) == sent(clean)


def test_what_has_left_is_named_and_stays_with_the_check_ins_it_told_of(tmp_path: Path, server: MailServer) -> None:
    with live_office(tmp_path, server) as office:
        run_round(office, morning(WRONG))
        told, opened = sent(office), owed(office)
        undone = undo_round(office, morning(NEXT), by=HOA)
        assert set(undone.sent_to) == {recipient for recipient, day, _ in told if day == WRONG}
        assert (undone.check_ins, undone.kept_check_ins, undone.late) == (0, 6, 6)
        assert (sent(office), owed(office)) == (told, opened)


def test_a_look_changes_nothing_and_the_act_is_kept_under_a_name_and_done_once(
    tmp_path: Path, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with live_office(tmp_path, server) as office:
        run_with_mail_away(office, WRONG, monkeypatch)
        before = rows_of(office)
        looked = undo_round(office, morning(NEXT), by=HOA, keep=False)
        assert rows_of(office) == before
        with pytest.raises(RefusedError, match="họ và tên"):
            undo_round(office, morning(NEXT), by=Person(" ", "", BY_COMMAND))
        assert undo_round(office, morning(NEXT), by=HOA) == looked
        after = rows_of(office)
        assert all(len(after[table]) >= len(rows) for table, rows in before.items())
        with pytest.raises(RefusedError, match="Đợt đôn đốc lúc 07:30 ngày 28/6/2023 đã được thu lại"):
            undo_round(office, morning(NEXT), by=HOA)
        with office.database.read() as session:
            acts = session.exec(select(Act).where(col(Act.kind).in_(("undo-round", "confirm-gap")))).all()
        assert [(one.kind, one.name, one.post) for one in acts] == [
            ("undo-round", HOA.name, HOA.post),
            ("confirm-gap", HOA.name, HOA.post),
        ]


def test_before_the_first_round_there_is_nothing_to_take_back(tmp_path: Path) -> None:
    with real_office(tmp_path, plan=MONTHLY) as office, pytest.raises(RefusedError, match="Chưa có đợt đôn đốc nào"):
        undo_round(office, morning(NEXT), by=HOA)


def test_the_command_shows_it_first_and_does_it_with_a_name(
    tmp_path: Path, server: MailServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with live_office(tmp_path, server) as office:
        run_with_mail_away(office, WRONG, monkeypatch)
        monkeypatch.setenv("DONDOC_MAIL_URL", server.mail_url)
        home = ["--home", str(office.home.path)]
        assert main(["round", "--undo", *home]) == 0
        looked = capsys.readouterr().out.splitlines()
        assert looked[0].startswith("Sẽ thu lại của đợt đôn đốc lúc 07:30 ngày 28/6/2023: ")
        assert looked[0].endswith(" thông báo, 6 phiếu báo cáo vừa mở.")
        assert looked[-1] == 'Thực hiện: dondoc round --undo --by "Họ và tên"'
        assert main(["round", "--undo", "--by", "Hòa", *home]) == 0
        assert capsys.readouterr().out.startswith("Đã thu lại của đợt đôn đốc lúc 07:30 ngày 28/6/2023: ")
        assert main(["audit", "--from", "2023-05-01", *home]) == 0
        assert "thu lại đợt đôn đốc: đợt đôn đốc lúc 07:30 ngày 28/6/2023" in capsys.readouterr().out
        assert main(["round", "--undo", "--by", "Hòa", *home]) == 1
        assert main(["round", "--undo", "--on", "2023-06-01", *home]) == 2
