"""What is in order accepted at once, and a list in pages, on the page of those who judge."""

import re
from dataclasses import replace
from datetime import date

from sqlmodel import select

from models.audit.acts import Person
from models.database import Session, append_rows
from models.decisions.objections import raise_objection
from models.tables.core import CheckIn, Letter, LetterState, State
from models.tables.decisions import ObjectionKind
from tests.homes.pages.desks import (
    IN_ORDER,
    LAM,
    MEDIA,
    POLICE,
    PROVINCIAL_OFFICE,
    STUCK,
    Desks,
    bac_giang,
    corrected,
    form_of,
)
from tests.homes.pages.visitor import MONDAY, text_of

HOA = Person("Nguyễn Thị Hòa", "Chánh Văn phòng Sở", "page")


def line_of(session: Session, agency: str, ref: str) -> int:
    chosen = select(CheckIn).where(CheckIn.holder == agency, CheckIn.ref == ref, CheckIn.state == State.OPEN)
    return session.exec(chosen).first().id  # type: ignore[union-attr]


def test_the_button_for_all_accepts_exactly_what_is_in_order(desks: Desks) -> None:
    good = [desks.answer("II.1.a"), desks.answer("II.1.b", replace(IN_ORDER, difficulties="Không có."))]
    for ref, draft in (
        ("II.1.d", STUCK),
        ("II.4.a", replace(IN_ORDER, difficulties="Thiếu người.")),
        ("II.4.b", replace(IN_ORDER, proposals="Cấp thêm kinh phí.")),
    ):
        desks.answer(ref, draft)
    desks.move_to(date(2023, 6, 15))
    late = desks.answer("II.4.e")
    said = text_of(desks.browser.get(desks.judge()))
    assert "Xác nhận 2 báo cáo đúng hạn, không vướng mắc trên trang này" in said
    assert "Nút xác nhận chung chỉ gồm: II.1.a (Sở Y tế), II.1.b (Sở Y tế)." in said
    form = desks.form(desks.judge(), **LAM, press="bulk")
    forged = form | {"bulk": form["bulk"] + f" {late}.1"}
    assert desks.send(desks.judge(), forged).status_code == 422
    assert desks.send(desks.judge(), form | {"bulk": ""}).status_code == 422
    assert not desks.verdicts()
    assert desks.send(desks.judge(), form).status_code == 303
    assert [one[:3] for one in desks.verdicts()] == [(line, 1, "accepted") for line in good]


def test_the_button_for_all_takes_only_the_versions_that_the_page_showed(desks: Desks) -> None:
    changed, other = desks.answer("II.1.a"), desks.answer("II.1.b")
    form = desks.form(desks.judge(), **LAM, press="bulk")
    desks.answer("II.1.a", corrected(IN_ORDER, "Đã sửa."))
    refused = desks.send(desks.judge(), form)
    assert refused.status_code == 422
    assert "Nhiệm vụ II.1.a, Sở Y tế, 6 tháng đầu năm 2023: không còn như trên trang" in text_of(refused)
    newer = form | {"bulk": f"{changed}.2 {other}.1"}
    assert desks.send(desks.judge(), newer).status_code == 303


def test_the_button_for_all_does_not_pass_over_what_was_chosen_apart(desks: Desks) -> None:
    desks.answer("II.1.a")
    stuck = desks.answer("II.1.b", STUCK)
    chosen = {f"verdict_{stuck}": "return", f"reason_{stuck}": "Nêu rõ hơn."}
    refused = desks.send(desks.judge(), desks.form(desks.judge(), **LAM, **chosen, press="bulk"))
    assert refused.status_code == 422
    assert "đã chọn ý kiến riêng; hãy gửi các ý kiến đã chọn trước" in text_of(refused)
    assert form_of(refused.text, "verdicts")[f"reason-{stuck}"] == "Nêu rõ hơn."
    assert not desks.verdicts()


def test_what_waits_is_paged_and_a_page_that_is_not_there_is_the_nearest(desks: Desks) -> None:
    agencies = {one.code for one in bac_giang().register.agencies.values() if one.exists_on(MONDAY)}
    others = sorted(agencies - {POLICE, MEDIA, PROVINCIAL_OFFICE})[:29]
    asked = [agency for agency in others if desks.has("II.1.a", agency)]
    for agency in asked:
        desks.answer("II.1.a", agency=agency)
    assert len(asked) > 25
    address = desks.judge()
    first = desks.browser.get(address)
    assert first.text.count("<article") == 25
    assert "Trang 1 trên 2 Trang sau" in text_of(first)
    assert "?phan=verdicts&amp;trang=2#verdicts" in first.text
    second = desks.browser.get(address + "?phan=verdicts&trang=2")
    assert second.text.count("<article") == len(asked) - 25
    assert "Trang trước Trang 2 trên 2" in text_of(second)
    for asked_for, like in (
        ("3", second),
        ("9" * 40, second),
        ("0", first),
        ("-1", first),
        ("hai", first),
        ("٢", first),
        ("1e9", first),
    ):
        assert desks.browser.get(f"{address}?trang={asked_for}").text == like.text
    form = form_of(second.text, "verdicts") | LAM
    line = next(name.removeprefix("seen-") for name in form if name.startswith("seen-"))
    sent = desks.send(address + "?phan=verdicts&trang=2", form | {f"verdict-{line}": "accept"})
    assert sent.headers["location"].endswith("?phan=verdicts&trang=2")


def test_a_page_of_long_answers_is_under_sixty_kilobytes_and_no_answer_is_left_out(desks: Desks) -> None:
    agencies = [one for one in bac_giang().register.agencies if one not in (POLICE, MEDIA) and desks.has("II.1.a", one)]
    long = replace(IN_ORDER, text="Đã tổ chức hội nghị, ban hành kế hoạch. " * 220)
    answered = {desks.answer("II.1.a", long, agency) for agency in agencies[:12]}
    seen: set[int] = set()
    pages = int(re.findall(r"Trang 1 trên (\d+)", desks.browser.get(desks.judge()).text)[0])
    for number in range(1, pages + 1):
        page = desks.browser.get(f"{desks.judge()}?phan=verdicts&trang={number}")
        assert len(page.content) < 60_000
        seen |= {int(one) for one in re.findall(r'<article class="[^"]*" id="line-(\d+)"', page.text)}
    assert seen == answered


def test_a_line_of_another_page_keeps_what_was_typed_for_it(desks: Desks) -> None:
    agencies = [one for one in bac_giang().register.agencies if one not in (POLICE, MEDIA) and desks.has("II.1.a", one)]
    for agency in agencies[:27]:
        desks.answer("II.1.a", agency=agency)
    address = desks.judge()
    form = form_of(desks.browser.get(address + "?trang=2").text, "verdicts")
    line = next(name.removeprefix("seen-") for name in form if name.startswith("seen-"))
    refused = desks.send(
        address, form | LAM | {f"verdict-{line}": "return", f"due-{line}": "mai", f"reason-{line}": "A"}
    )
    assert refused.text.count("<article") == 26
    assert form_of(refused.text, "verdicts")[f"due-{line}"] == "mai"


def test_words_for_an_objection_are_kept_where_a_colleague_decides_one_before_it(desks: Desks) -> None:
    agencies = [one for one in bac_giang().register.agencies if one not in (POLICE, MEDIA) and desks.has("II.1.b", one)]
    now, plans, raised = desks.clock.now(), {"bac-giang": bac_giang()}, list[int]()
    with desks.database.write() as session:
        for agency in agencies[:12]:
            about = line_of(session, agency, "II.1.d"), agency, ObjectionKind.NOT_OURS, "Không chủ trì."
            raised.append(raise_objection(session, plans, *about, now, by=HOA, province="bac-giang").id)
    second = desks.office() + "?phan=objections&trang=2"
    form = form_of(desks.browser.get(second).text, "objections")
    number = min(int(name.removeprefix("outcome-")) for name in form if name.startswith("outcome-"))
    assert number > raised[0]
    before = desks.form(desks.office(), "objections", name="Lê Thị Hạnh")
    sent = before | {f"objection-{raised[0]}": "reject", f"outcome-{raised[0]}": "Giao đích danh."}
    assert desks.send(desks.office(), sent).status_code == 303
    refused = desks.send(second, form | {f"objection-{number}": "reject", f"outcome-{number}": "Sở chủ trì."})
    assert refused.status_code == 422
    assert form_of(refused.text, "objections")[f"outcome-{number}"] == "Sở chủ trì."


def test_an_office_on_whose_desk_everything_waits_has_a_page_under_sixty_kilobytes_and_misses_nothing(
    desks: Desks,
) -> None:
    agencies = [one for one in bac_giang().register.agencies if one not in (POLICE, MEDIA) and desks.has("II.1.b", one)]
    now, plans, why = desks.clock.now(), {"bac-giang": bac_giang()}, "Đơn vị chờ văn bản hướng dẫn. " * 30
    not_ours = ObjectionKind.NOT_OURS
    with desks.database.write() as session:
        for agency in agencies[:30]:
            line = line_of(session, agency, "II.1.d")
            raise_objection(session, plans, line, agency, not_ours, why, now, by=HOA, province="bac-giang")
        for state, count, words in ((LetterState.FAILED, 200, why), (LetterState.DRAFT, 30, why * 4)):
            letter = Letter(
                recipient="chu-tich-ubnd-tinh", channel="email", written_on=MONDAY, weekly=True, state=state,
                written_at=now, address="chu-tich@example.invalid", subject="Báo cáo", body=words, reason=why[:200],
            )  # fmt: skip
            said = letter.model_dump(exclude={"id", "matter"})
            append_rows(session, [Letter(**said, matter=f"{state}-{number}") for number in range(count)])
    assert "và 175 thư khác, xem bằng lệnh dondoc outbox --state failed" in text_of(desks.browser.get(desks.office()))
    for part, name, count in (("objections", "objection", 29), ("drafts", "draft", 30)):
        number, seen = 1, set[str]()
        while True:
            page = desks.browser.get(f"{desks.office()}?phan={part}&trang={number}")
            assert len(page.content) < 60_000
            found = set(re.findall(rf'id="{name}-(\d+)"', page.text))
            if not found - seen:
                break
            seen, number = seen | found, number + 1
        assert len(seen) == count, part
