"""Letters that come back: known by our own mark, told to the office, and sent again by the agency's next way."""

import re
from datetime import date
from pathlib import Path

import pytest

from flows.acts.doctor.examine import examine
from flows.acts.inbox.returned import confirm_returned, tell_returned_now
from flows.acts.open_home import OpenHome
from flows.inbox.read_inbox import read_inbox
from flows.waiting_letters import MailOutcome, send_waiting_letters
from models.audit.acts import acts_between
from models.inbox.received import Outcome
from models.outbox.letters import letters
from models.refusal import UnknownNameError
from models.tables.core import LetterState
from tests.homes.letters.came_back import EXCHANGE, POSTFIX, message_id_of, report
from tests.homes.letters.inbox_home import OPENING, arrive, inbox_home, letters_to
from tests.homes.offices import CLERK, letter_text, morning, round_on

FIRST, SECOND, HEAD = "vt@syt.gov.vn", "mai@syt.gov.vn", "tam@syt.gov.vn"


def read(office: OpenHome) -> MailOutcome:
    return send_waiting_letters(office, morning(OPENING))


def mark_of(office: OpenHome, address: str) -> str:
    return message_id_of(letters_to(office, address)[-1])


@pytest.mark.parametrize("dialect", [POSTFIX, EXCHANGE], ids=["RFC 3464", "Exchange in Vietnamese, text alone"])
def test_a_letter_that_comes_back_goes_out_again_by_the_next_way_and_the_office_is_told(
    tmp_path: Path, dialect: str
) -> None:
    with inbox_home(tmp_path) as office:
        arrive(office, report(dialect, mark_of(office, FIRST), FIRST))
        outcome = read(office)
        assert outcome.title == "Thư còn chờ 07:30 ngày 15/5/2023: 1 thư vừa gửi; 1 thư bị trả lại"
        (again,) = letters_to(office, SECOND)
        assert str(again["Subject"]) == str(letters_to(office, FIRST)[0]["Subject"])
        said = f"Thư gửi Sở Y tế, địa chỉ {FIRST}, bị trả lại"
        assert any(one.startswith(said) and one.endswith(f"Thư sau gửi đến {SECOND}.") for one in outcome.sentences)
        assert [one.what for one in examine(office, OPENING) if one.what.startswith(said)]
        # What was read is not read again, also where the same mail lies there under another name.
        arrive(office, report(dialect, mark_of(office, FIRST), FIRST), "b.eml")
        assert (read(office).sent, len(letters_to(office, SECOND))) == (0, 1)
        with office.database.read() as session:
            (act,) = [one for one in acts_between(session, OPENING, OPENING) if one.kind == "letter-returned"]
            assert (act.item, act.agency, act.way) == ("so-y-te", "so-y-te", "program")


def test_the_ways_are_taken_in_turn_and_an_agency_without_any_is_told_as_unheard(tmp_path: Path) -> None:
    with inbox_home(tmp_path) as office:
        for number, address in enumerate((FIRST, SECOND, HEAD)):
            arrive(office, report(POSTFIX, mark_of(office, address), address, number=number), f"{number}.eml")
            read(office)
        assert all(one.endswith("Thư sau gửi đến sms:0912345678.") for one in tell_returned_now(office, OPENING))
        with office.database.read() as session:
            (letter,) = [one for one in letters(session) if one.recipient == "so-y-te"]
            assert (letter.state, letter.address) == (LetterState.SENT, "sms:0912345678")
        (short,) = office.home.mailbox.glob("*.txt")
        said = short.read_text(encoding="utf-8").splitlines()[1]
        assert said.startswith("[Thong bao] So Y te: 1 bao cao can gui (I.1) http")
        contacts = office.home.contacts_file
        contacts.write_text(re.sub(".*,sms,.*\n", "", contacts.read_text(encoding="utf-8")), encoding="utf-8")
        assert all(one.endswith("hãy gọi điện.") for one in tell_returned_now(office, OPENING))
        round_on(office, date(2023, 5, 22))
        desk = letters_to(office, "van-phong-ubnd-tinh@example.invalid")
        assert "3 địa chỉ bị trả lại thư, chờ sửa hoặc xác nhận" in letter_text(desk[-1])


def test_what_only_says_so_changes_nothing(tmp_path: Path) -> None:
    with inbox_home(tmp_path) as office:
        ours = mark_of(office, FIRST)
        forged = ours.replace(ours.rpartition(".")[2][:4], "aaaa", 1)
        mails = {
            Outcome.DELAYED: report(POSTFIX, ours, FIRST, action="delayed", status="4.4.1", said="450 try again"),
            Outcome.FORGED: report(POSTFIX, forged, FIRST),
            Outcome.FOREIGN: report(POSTFIX, "<abc@syt.gov.vn>", FIRST),
        }
        for number, (outcome, raw) in enumerate(mails.items()):
            arrive(office, raw.replace(b"<20230515.1@", f"<{number}@".encode()), f"{number}.eml")
            assert read(office).inbox.came == {outcome: 1}
        # Passed on from our address to another one that is dead, and the same words from a person.
        arrive(office, report(POSTFIX, ours, "cu@syt.gov.vn", number=8), "8.eml")
        person = report(EXCHANGE, ours, FIRST, number=9).replace(
            b"MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e", b"an"
        )
        arrive(office, person, "9.eml")
        assert read(office).inbox.came == {Outcome.FOREIGN: 2}
        assert (tell_returned_now(office, OPENING), letters_to(office, SECOND)) == ([], [])


def test_the_mark_ends_when_the_office_confirms_the_address_or_changes_it(tmp_path: Path) -> None:
    with inbox_home(tmp_path) as office:
        arrive(office, report(POSTFIX, mark_of(office, FIRST), FIRST))
        read(office)
        with pytest.raises(UnknownNameError, match="không có trong các địa chỉ bị trả lại thư"):
            confirm_returned(office, ["khac@syt.gov.vn"], morning(OPENING), by=CLERK)
        confirm_returned(office, [FIRST.upper()], morning(OPENING), by=CLERK)
        assert tell_returned_now(office, OPENING) == []
        arrive(office, report(POSTFIX, mark_of(office, SECOND), SECOND, number=2), "b.eml")
        read(office)
        contacts = office.home.contacts_file
        contacts.write_text(contacts.read_text(encoding="utf-8").replace(SECOND, "mai.tt@syt.gov.vn"), encoding="utf-8")
        read_inbox(office, morning(OPENING))
        assert tell_returned_now(office, OPENING) == []
        with office.database.read() as session:
            kinds = [one.kind for one in acts_between(session, OPENING, OPENING)]
        assert [kind for kind in kinds if "address" in kind] == ["confirm-address", "address-changed"]
