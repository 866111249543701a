"""Answers by mail: the right draft on the agency's page, or nothing; whoever wrote them, by whatever program."""

from collections.abc import Callable
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest

from flows.acts.open_home import OpenHome
from flows.inbox.read_inbox import InboxOutcome, read_inbox
from models.answers.drafts import SavedDraft, Written, drafts_of, save_drafts
from models.answers.evidence import evidence_of
from models.answers.owed_lines import lines_of_agency
from models.inbox.received import Outcome
from models.people.revoking import revoke_links
from models.tables.core import Result, State
from tests.homes.letters.answers import HTML, PROGRAMS, answer
from tests.homes.letters.came_back import EXCHANGE, POSTFIX, report
from tests.homes.letters.imap_server import imap_server
from tests.homes.letters.inbox_home import OPENING, arrive, inbox_home, letters_to
from tests.homes.offices import CLERK, SMALL_PLAN, letter_text, morning
from tests.homes.pages.answering import AnswerOffice
from tests.homes.pages.visitor import SetClock, Visitor, fields_of
from tests.homes.sample_files import PDF
from web.app import make_app

SAID = "Sở đã ban hành kế hoạch.\nKết quả: hoàn thành"
TWO = SMALL_PLAN.replace("    lead: cong-an-tinh\n", "    lead: cac-so\n")
"""The small plan with two tasks for each department."""


def letter(office: OpenHome) -> EmailMessage:
    return letters_to(office, "vt@syt.gov.vn")[0]


def read(office: OpenHome) -> InboxOutcome:
    return read_inbox(office, morning(OPENING))


def drafts(office: OpenHome) -> dict[str, SavedDraft]:
    """Return the drafts of Sở Y tế by the ref of their tasks; all of them still owe their answers."""
    with office.database.read() as session:
        lines = {one.check_in.id: one for one in lines_of_agency(session, "so-y-te", OPENING, province="tinh-thu")}
        assert {one.check_in.state for one in lines.values()} == {State.OPEN}
        found = drafts_of(session, "so-y-te", province="tinh-thu")
        return {lines[key].check_in.ref: draft for key, draft in found.items()}


def test_an_answer_becomes_a_draft_without_what_the_mail_program_repeats(tmp_path: Path) -> None:
    with inbox_home(tmp_path) as office:
        assert "hồi âm thư này" in letter_text(letter(office))
        for number, around in enumerate((*PROGRAMS.values(), "")):
            html = "" if around else HTML.format(said=f"{number}. {SAID.splitlines()[0]}")
            mail = answer(letter(office), around.format(said=f"{number}. {SAID}"), html=html, key=str(number))
            arrive(office, mail.as_bytes(), f"{number}.eml")
        outcome = read(office)
        assert outcome.came == {Outcome.REPLY: len(PROGRAMS) + 1}
        assert (
            outcome.told[0] == "Thư hồi âm của Sở Y tế thành bản nháp của I.1, chờ cơ quan xác nhận trên trang báo cáo."
        )
        (draft,) = drafts(office).values()
        assert (draft.fields["result"], draft.saved_by) == ("done", "Nguyễn Văn An (thư hồi âm)")
        all_said = [f"{number}. {SAID}" for number in range(len(PROGRAMS))]
        assert draft.fields["text"] == "\n\n".join((*all_said, f"{len(PROGRAMS)}. Sở đã ban hành kế hoạch.\n- đã họp"))


def test_each_task_that_is_named_gets_its_part_and_where_none_is_nothing_is_guessed(tmp_path: Path) -> None:
    with inbox_home(tmp_path, TWO) as office:
        arrive(office, answer(letter(office), "Kính gửi Văn phòng,\nI.1: đã xong\nI.2) đang làm\nthêm").as_bytes())
        assert read(office).came == {Outcome.REPLY: 1}
        assert {ref: one.fields["text"] for ref, one in drafts(office).items()} == {
            "I.1": "đã xong",
            "I.2": "đang làm\nthêm",
        }
        arrive(office, answer(letter(office), "Đã xong hết.", key="2").as_bytes(), "b.eml")
        outcome = read(office)
        assert outcome.came == {Outcome.NOT_TAKEN: 1}
        assert "thư không ghi số điểm của nhiệm vụ nào trong 2 nhiệm vụ" in outcome.told[0]


def test_files_come_along_as_a_page_takes_them_and_what_others_wrote_stays(tmp_path: Path) -> None:
    with inbox_home(tmp_path) as office:
        with office.database.write() as session:
            (line,) = lines_of_agency(session, "so-y-te", OPENING, province="tinh-thu")
            typed = {line.check_in.id: Written({"result": "blocked", "text": "Đang viết dở"}, 0)}
            save_drafts(session, typed, "so-y-te", morning(OPENING), by=CLERK, province="tinh-thu")
        mail = answer(letter(office), SAID)
        mail.add_attachment(PDF, maintype="application", subtype="pdf", filename="Kế hoạch.pdf")
        mail.add_attachment(b"MZ", maintype="application", subtype="octet-stream", filename="virus.exe")
        arrive(office, mail.as_bytes())
        outcome = read(office)
        assert "virus.exe" in outcome.told[0]
        draft = drafts(office)["I.1"]
        assert (draft.fields["result"], draft.fields["text"]) == ("blocked", f"Đang viết dở\n\n{SAID}")
        assert draft.saved_by == "Nguyễn Văn An (thư hồi âm, 1 tệp không nhận được)"
        with office.database.read() as session:
            ((file,),) = evidence_of(session, [line.check_in.id]).values()
        assert (file.name, file.version) == ("Kế hoạch.pdf", 0)


def forged(mail: EmailMessage) -> None:
    mail.replace_header("To", str(mail["To"]).replace("-0-", "-1-"))


def away(mail: EmailMessage) -> None:
    mail["Auto-Submitted"] = "auto-replied"


def away_of_an_old_server(mail: EmailMessage) -> None:
    mail.replace_header("Subject", f"Trả lời tự động: {str(mail['Subject']).removeprefix('Re: ')}")


def seen_in_outlook(mail: EmailMessage) -> None:
    mail.replace_header("Subject", f"Đã đọc: {str(mail['Subject']).removeprefix('Re: ')}")


def bulk(mail: EmailMessage) -> None:
    mail["Precedence"] = "bulk"


def without_token(mail: EmailMessage) -> None:
    mail.replace_header("To", "don-doc@tinhthu.example.vn")
    mail.replace_header("From", "Văn thư <vt@syt.gov.vn>")


def passed_on(mail: EmailMessage) -> None:
    mail.set_content("---------- Thư đã chuyển tiếp ---------\nTừ: A <a@b.vn>\nNgày: hôm qua\n\nI.1: đã xong\n")


def secret(mail: EmailMessage) -> None:
    mail.set_content("ĐỘ MẬT: TỐI MẬT\nnội dung\n")


def test_what_is_no_answer_of_the_agency_changes_nothing(tmp_path: Path) -> None:
    spoilt = {
        forged: Outcome.FORGED,
        away: Outcome.AUTOMATIC,
        away_of_an_old_server: Outcome.AUTOMATIC,
        seen_in_outlook: Outcome.AUTOMATIC,
        bulk: Outcome.AUTOMATIC,
        without_token: Outcome.FOREIGN,
        passed_on: Outcome.NOT_TAKEN,
        secret: Outcome.NOT_TAKEN,
    }
    with inbox_home(tmp_path) as office:
        for number, (spoil, outcome) in enumerate(spoilt.items()):
            mail = answer(letter(office), SAID, key=str(number))
            spoil(mail)
            arrive(office, mail.as_bytes(), f"{number}.eml")
            read_once = read(office)
            assert (read_once.came, drafts(office)) == ({outcome: 1}, {}), spoil.__name__
            assert "TỐI MẬT" not in " ".join(read_once.told)


def test_a_token_ends_with_the_links_of_its_recipient_and_a_mail_is_taken_once(tmp_path: Path) -> None:
    with inbox_home(tmp_path) as office:
        arrive(office, answer(letter(office), "Lần một").as_bytes())
        read(office)
        arrive(office, answer(letter(office), "Lần một").as_bytes(), "ban-sao.eml")
        read(office)
        assert drafts(office)["I.1"].revision == 1
        with office.database.write() as session:
            revoke_links(session, "so-y-te", "mất máy", morning(OPENING), by=CLERK, own_province="tinh-thu")
        arrive(office, answer(letter(office), "Lần hai", key="2").as_bytes(), "b.eml")
        assert read(office).came == {Outcome.NOT_TAKEN: 1}
        assert drafts(office)["I.1"].revision == 1


def test_the_agency_confirms_a_draft_that_came_by_mail_by_one_press_on_its_page(tmp_path: Path) -> None:
    with inbox_home(tmp_path) as office:
        mail = answer(letter(office), SAID)
        mail.add_attachment(PDF, maintype="application", subtype="pdf", filename="ke-hoach.pdf")
        arrive(office, mail.as_bytes())
        read(office)
        clock = SetClock()
        clock.day = OPENING
        browser = Visitor(make_app(office.home, office.database, office.library, clock))
        pages = AnswerOffice(office.home, office.database, browser, clock, ("ke-hoach-thu",))
        page, number = pages.page(), pages.check_in("I.1")
        assert "Bản nháp do Nguyễn Văn An (thư hồi âm) lưu lúc" in page
        shown = fields_of(page)
        assert shown[f"result-{number}"] == "done"
        assert pages.send(shown | {"name": "Trần Thị Mai", "post": "Chánh Văn phòng"}).status_code == 303
        (recorded,) = pages.answers()
        assert (recorded.result, recorded.answered_by) == (Result.DONE, "Trần Thị Mai")
        assert recorded.text.replace("\r\n", "\n") == SAID
        assert pages.evidence() == [(number, "ke-hoach.pdf", 1, False)]


@pytest.mark.real
def test_of_all_that_lies_in_a_real_mailbox_each_mail_is_the_right_draft_or_nothing(
    tmp_path: Path, free_ports: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    with imap_server(free_ports()) as server, inbox_home(tmp_path) as office:
        settings = office.home.settings.model_copy(update={"inbox_url": server.url})
        real = replace(office, home=replace(office.home, settings=settings))
        monkeypatch.setattr(OpenHome, "is_trial", False)
        ours = letter(office)
        for name in ("Gmail", "iPhone", "nothing repeated"):
            server.put(answer(ours, PROGRAMS[name].format(said=name), key=name.replace(" ", "-")).as_bytes())
        server.put(answer(ours, "", html=HTML.format(said="HTML"), key="html").as_bytes())
        large = answer(ours, "12 MB", key="large")
        large.add_attachment(b"x" * 12_000_000, maintype="application", subtype="pdf", filename="to.pdf")
        server.put(large.as_bytes())
        for spoil in (passed_on, away, forged, without_token):
            mail = answer(ours, SAID, key=spoil.__name__)
            spoil(mail)
            server.put(mail.as_bytes())
        for dialect in (POSTFIX, EXCHANGE):
            server.put(report(dialect, str(ours["Message-ID"]), "vt@syt.gov.vn"))
        outcome = read(real)
        assert any("Tệp «to.pdf» lớn hơn 10 MB" in one for one in outcome.told)
        assert outcome.came == {
            Outcome.REPLY: 5,
            Outcome.NOT_TAKEN: 1,
            Outcome.AUTOMATIC: 1,
            Outcome.FORGED: 1,
            Outcome.FOREIGN: 1,
            Outcome.RETURNED: 2,
        }
        said = drafts(office)["I.1"].fields["text"].split("\n\n")
        assert said == ["Gmail", "iPhone", "nothing repeated", "HTML\n- đã họp", "12 MB"]
        assert read(real).came == {}
