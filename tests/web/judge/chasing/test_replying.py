"""The office records an answer that came by mail, on its page: what the agency's own press would have recorded."""

from sqlmodel import select

from models.answers.drafts import save_draft
from models.audit.acts import BY_MAIL, Person
from models.tables.core import Answer, Result, State
from tests.homes.pages.desks import Desks
from tests.homes.pages.visitor import HEALTH, text_of

HANH = {"name": "Lê Thị Hạnh", "post": "Phó Chánh Văn phòng"}
WRITER = Person("Vũ Thị Mai <mai@syt.gov.vn>", "", BY_MAIL)
REF = "II.1.a"


def reply(desks: Desks, *, result: str = "done", text: str = "Đã ban hành kế hoạch.", base: int = 0) -> int:
    """Let Sở Y tế answer a letter about a line, and return the check-in."""
    line = desks.check_in(REF, HEALTH, "2023-H1")
    fields = {"result": result, "text": text}
    with desks.database.write() as session:
        save_draft(session, line, HEALTH, fields, base, desks.clock.now(), by=WRITER, province="bac-giang")
    return line


def test_an_answer_by_mail_is_recorded_by_one_press_under_both_names(desks: Desks) -> None:
    line = reply(desks)
    page = desks.browser.get(desks.office())
    assert "Đã ban hành kế hoạch." in page.text
    assert "vũ thị mai" in text_of(page).casefold()
    form = desks.form(desks.office(), "replies") | HANH | {f"reply-{line}": "1"}
    said = desks.follow(desks.office(), desks.send(desks.office(), form))
    assert "ghi 1 báo cáo gửi bằng thư" in said
    assert desks.state(line) == State.ANSWERED
    with desks.database.read() as session:
        (answer,) = session.exec(select(Answer).where(Answer.check_in_id == line))
        assert (answer.result, answer.text) == (Result.DONE, "Đã ban hành kế hoạch.")
    (act,) = desks.acts("answer")
    assert (act.name, act.way, act.recorder) == (WRITER.name, BY_MAIL, "Lê Thị Hạnh")
    assert "Báo cáo gửi bằng thư hồi âm" not in text_of(desks.browser.get(desks.office()))


def test_what_the_agency_changed_meanwhile_is_looked_at_again(desks: Desks) -> None:
    line = reply(desks)
    form = desks.form(desks.office(), "replies") | HANH | {f"reply-{line}": "1"}
    reply(desks, text="Chưa xong.", base=1)
    refused = desks.send(desks.office(), form)
    assert (refused.status_code, desks.state(line)) == (422, State.OPEN)
    assert "nội dung vừa được sửa" in text_of(refused)
    none = desks.send(desks.office(), desks.form(desks.office(), "replies") | HANH)
    assert "Chưa chọn báo cáo nào" in text_of(none)


def test_what_lacks_something_is_for_the_agency_to_mend(desks: Desks) -> None:
    line = reply(desks, result="")
    page = desks.browser.get(desks.office())
    assert f'name="reply-{line}"' not in page.text
    assert "Chưa ghi được: hãy chọn kết quả" in text_of(page)
    form = desks.form(desks.office(), "replies") | HANH | {f"reply-{line}": "1"}
    assert desks.send(desks.office(), form).status_code == 422
    assert desks.state(line) == State.OPEN
