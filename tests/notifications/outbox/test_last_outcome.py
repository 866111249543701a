"""What became of a letter is noted with the beginning of the next: a transaction that fails there loses nothing that is known."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, update
from sqlalchemy.exc import OperationalError
from sqlmodel import select

from flows.acts.open_home import OpenHome
from flows.round import run_round
from flows.waiting_letters import send_waiting_letters
from models.clock import Clock
from models.database import Session
from models.outbox import mail_clock
from models.tables.core import Letter, LetterState
from tests.homes.event_plan import at
from tests.homes.mail_server import mail_server
from tests.homes.offices import go_live, real_office

MORNING = at("15/5/2023 07:30")
FAILURE = OperationalError("", {}, Exception("disk I/O error"))


def fail_between_letters(office: OpenHome, monkeypatch: pytest.MonkeyPatch, *, as_it_is_kept: bool) -> None:
    """Let the transaction that notes the first letter and begins the second fail, once: in its statement, or as it is kept."""
    begun: list[int] = []
    begin = mail_clock.begin_handing

    def begin_or_fail(session: Session, letter: Letter, machine_now: datetime) -> bool:
        begun.append(letter.id)
        if len(begun) == 2 and not as_it_is_kept:
            raise FAILURE
        return begin(session, letter, machine_now)

    def fail_once(_connection: object) -> None:
        if len(begun) == 2 and as_it_is_kept:
            begun.append(0)
            raise FAILURE

    monkeypatch.setattr(mail_clock, "begin_handing", begin_or_fail)
    event.listen(office.database.engine, "commit", fail_once)


@pytest.mark.real
@pytest.mark.parametrize("as_it_is_kept", [False, True], ids=["in its statement", "as it is kept"])
def test_a_letter_that_was_taken_is_sent_once_though_the_transaction_that_was_to_note_it_fails(
    tmp_path: Path, free_ports: Callable[[], int], monkeypatch: pytest.MonkeyPatch, as_it_is_kept: bool
) -> None:
    with mail_server(free_ports()) as server, real_office(tmp_path, server.mail_url) as office:
        go_live(office, MORNING)
        fail_between_letters(office, monkeypatch, as_it_is_kept=as_it_is_kept)
        run_round(office, MORNING)
        for minutes in (16, 32, 48):
            with office.database.write() as session:
                # The machine's clock goes on by what a claim lasts.
                session.execute(update(Letter).values(claimed_at=Clock().now() - timedelta(minutes=15)))
            send_waiting_letters(office, MORNING + timedelta(minutes=minutes))
        with office.database.read() as session:
            found = session.exec(select(Letter)).all()
        assert [(one.state, one.doubts) for one in found] == [(LetterState.SENT, 0)] * 3
        assert server.recipients == sorted(one.address for one in found), "each once"
