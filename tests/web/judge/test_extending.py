"""Later dates on the page of those who judge: granted, refused, and by nobody else."""

from datetime import date

import pytest

from models.decisions.extensions import ask_extension, extensions_of
from models.tables.decisions import Ruling
from tests.homes.pages.desks import (
    HOA,
    JUSTICE,
    LAM,
    MEDIA,
    Desks,
    bac_giang,
    form_of,
)
from tests.homes.pages.visitor import HEALTH, text_of


def ask_later(desks: Desks, ref: str, until: date, agency: str = HEALTH, period: str = "2023-H1") -> int:
    line, plans = desks.check_in(ref, agency, period), {"bac-giang": bac_giang()}
    with desks.database.write() as session:
        why, now = "Chờ kết quả đánh giá.", desks.clock.now()
        asked = ask_extension(session, plans, line, agency, until, why, now, by=HOA, province="bac-giang")
        return asked.id


def test_extensions_of_office_dates_are_granted_or_refused_in_one_act(desks: Desks) -> None:
    until = date(2023, 6, 30)
    granted, refused = ask_later(desks, "II.1.a", until), ask_later(desks, "II.1.a", until, JUSTICE)
    desks.move_to(date(2023, 6, 7))
    said = text_of(desks.browser.get(desks.judge()))
    assert "1 đề nghị gia hạn" not in said
    assert "2 đề nghị gia hạn chờ quyết định" in said
    assert "Từ 14/6/2023 sang 30/6/2023 Lý do Chờ kết quả đánh giá." in said
    assert "chờ 2 ngày" in said
    form = desks.form(desks.judge(), "extensions", **LAM)
    assert form[f"until-{granted}"] == "30/6/2023"
    chosen = form | {f"extension-{granted}": "grant", f"until-{granted}": "23/6/2023", f"extension-{refused}": "refuse"}
    bare = desks.send(desks.judge(), chosen)
    assert bare.status_code == 422
    assert "Nhiệm vụ II.1.a, Sở Tư pháp: hãy ghi lý do không đồng ý." in text_of(bare)
    assert form_of(bare.text, "extensions")[f"until-{granted}"] == "23/6/2023"
    early = desks.send(desks.judge(), chosen | {f"note-{refused}": "Đã gia hạn.", f"until-{granted}": "01/6/2023"})
    assert early.status_code == 422
    assert "phải sau hạn hiện nay (14/6/2023)" in text_of(early)
    told = desks.follow(desks.judge(), desks.send(desks.judge(), chosen | {f"note-{refused}": "Đã đủ thời gian."}))
    assert "quyết định 2 đề nghị gia hạn" in told
    with desks.database.read() as session:
        first, second = (desks.check_in("II.1.a", agency) for agency in (HEALTH, JUSTICE))
        found = extensions_of(session, [first, second])
        assert [(one.ruling, one.granted_until) for one in found[first]] == [(Ruling.GRANTED, date(2023, 6, 23))]
        assert [(one.ruling, one.note) for one in found[second]] == [(Ruling.REFUSED, "Đã đủ thời gian.")]


@pytest.mark.parametrize("typed", [{}, {"extension": "maybe"}, {"extension": "grant", "until": "mai"}])
def test_a_decision_without_its_parts_is_refused(desks: Desks, typed: dict[str, str]) -> None:
    asked = ask_later(desks, "II.1.a", date(2023, 6, 30))
    fields = {f"{name}_{asked}": value for name, value in typed.items()}
    refused = desks.send(desks.judge(), desks.form(desks.judge(), "extensions", **LAM, **fields))
    assert refused.status_code == 422
    assert not desks.acts("decide-extension")


def test_an_extension_is_not_decided_from_another_desk_nor_twice(desks: Desks) -> None:
    asked = ask_later(desks, "II.1.a", date(2023, 6, 30))
    form = desks.form(desks.judge(), "extensions", **LAM, **{f"extension_{asked}": "grant"})
    for agency in (HEALTH, MEDIA, "lao-cai:cong-an-tinh"):
        address = desks.judge(agency)
        refused = desks.send(address, form | {"seal": desks.seal(address)})
        assert refused.status_code == 422
    assert desks.send(desks.judge(), form).status_code == 303
    twice = desks.send(desks.judge(), form)
    assert twice.status_code == 422
    assert "không còn chờ quyết định ở đây" in text_of(twice)
    assert len(desks.acts("decide-extension")) == 1


def test_a_date_of_the_document_is_not_the_trackers_to_move(desks: Desks) -> None:
    desks.open_on(date(2023, 10, 20))
    ask_later(desks, "III.4.2", date(2023, 12, 1), period="2023")
    page = desks.browser.get(desks.judge())
    assert "III.4.2" not in page.text
    assert "1 đề nghị gia hạn" in text_of(desks.browser.get(desks.office()))
