"""The office's page of letters on paper: the press that says under which number they left, and who sees it then."""

from models.outbox.paper_letters import PaperItem, keep_printed
from tests.homes.offices import CLERK
from tests.homes.pages.desks import LAM, POLICE, Desks
from tests.homes.pages.visitor import HEALTH, MONDAY, text_of


def printed(desks: Desks) -> int:
    line = desks.check_in("II.1.a")
    with desks.database.write() as session:
        item = PaperItem(line, 7, MONDAY)
        letter = keep_printed(session, "bac-giang", HEALTH, [item], MONDAY, desks.clock.now(), by=CLERK)
        return letter.id


def test_a_press_keeps_the_number_and_the_judge_sees_it_beside_the_answer(desks: Desks) -> None:
    number = printed(desks)
    page = desks.office() + "/cong-van"
    fields = desks.form(page, "papers", **LAM) | {f"symbol-{number}": "12/VP-NC"}
    said = desks.follow(page, desks.send(page, fields))
    assert "ghi 1 công văn đã gửi; gần nhất lúc 08:15, Trần Văn Lâm (Phó Trưởng phòng)" in said
    assert "Sở Y tế : công văn số 12/VP-NC, ngày 05/6/2023, 1 báo cáo quá hạn" in said
    (act,) = desks.acts("send-letter")
    assert (act.item, act.detail, act.way) == ("so-y-te 1", "số 12/VP-NC, ngày 05/6/2023", "page")
    desks.answer("II.1.a")
    assert "công văn đôn đốc số 12/VP-NC, ngày 05/6/2023" in text_of(desks.browser.get(desks.judge(POLICE)))


def test_what_is_wrong_is_told_where_it_stands_and_nothing_is_kept(desks: Desks) -> None:
    number = printed(desks)
    page = desks.office() + "/cong-van"
    fields = desks.form(page, "papers", **LAM)
    assert "Chưa ghi số cho công văn nào" in text_of(desks.send(page, fields))
    wrong = desks.send(page, fields | {f"symbol-{number}": "12/VP", f"sent-{number}": "hôm qua"})
    assert wrong.status_code == 422
    assert "Ngày gửi không phải một ngày; hãy ghi như 20/6/2023." in text_of(wrong)
    assert "Hãy ghi họ và tên." in text_of(desks.send(page, fields | {f"symbol-{number}": "12/VP", "name": ""}))
    assert not desks.acts("send-letter")
    assert desks.browser.get(desks.office(HEALTH) + "/cong-van").status_code == 403
