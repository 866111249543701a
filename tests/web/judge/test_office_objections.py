"""Objections and declarations on the office's page."""

import pytest

from models.tables.core import State
from models.tables.decisions import ObjectionKind, Ruling
from tests.homes.pages.desks import (
    Desks,
    form_of,
)
from tests.homes.pages.office_matters import object_to, state_of_objection
from tests.homes.pages.visitor import HEALTH, MONDAY, text_of

HANH = {"name": "Lê Thị Hạnh", "post": "Phó Chánh Văn phòng"}
SCIENCE = "so-khoa-hoc-va-cong-nghe"


def test_an_objection_is_upheld_for_an_heir_for_nobody_or_rejected_in_one_act(desks: Desks) -> None:
    given, waived, rejected = (
        object_to(desks, "II.1.a", suggested=SCIENCE),
        object_to(desks, "II.1.b"),
        object_to(desks, "II.1.d"),
    )
    said = text_of(desks.browser.get(desks.office()))
    assert "3 ý kiến về nhiệm vụ" in said
    assert "Cơ quan được cho là có nhiệm vụ này: Sở Khoa học và Công nghệ" in said
    form = desks.form(desks.office(), "objections", **HANH)
    assert form[f"heir-{given}"] == SCIENCE
    chosen = form | {
        f"objection-{given}": "uphold",
        f"document-{given}": "77/VP-TH",
        f"objection-{waived}": "uphold",
        f"outcome-{waived}": "Không giao cơ quan nào",
        f"objection-{rejected}": "reject",
        f"outcome-{rejected}": "Kế hoạch giao đích danh Sở.",
    }
    bare = desks.send(desks.office(), chosen)
    assert bare.status_code == 422
    assert "Hãy chọn cơ quan tiếp nhận nhiệm vụ, hoặc chọn không giao cơ quan nào." in text_of(bare)
    assert form_of(bare.text, "objections") == chosen
    assert not desks.acts("decide-objection")
    told = desks.follow(desks.office(), desks.send(desks.office(), chosen | {f"heir-{waived}": "none"}))
    assert "quyết định 3 ý kiến về nhiệm vụ" in told
    assert [state_of_objection(desks, one).ruling for one in (given, waived, rejected)] == [
        Ruling.GRANTED,
        Ruling.GRANTED,
        Ruling.REFUSED,
    ]
    assert desks.state(desks.check_in("II.1.b")) == State.WAIVED
    assert desks.state(desks.check_in("II.1.d")) == State.OPEN
    assert "II.1.a" not in desks.browser.get(desks.office()).text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"objection": "maybe"}, "Hãy chọn «Đồng ý» hoặc «Không đồng ý»."),
        ({"objection": "reject"}, "còn trống; hãy ghi rõ."),
        ({"objection": "uphold", "heir": SCIENCE}, "Số văn bản quyết định còn trống"),
        ({"objection": "uphold", "heir": "khong-co", "document": "7/VP"}, "Không có cơ quan «khong-co» trong danh bạ"),
        ({"objection": "uphold", "heir": HEALTH, "document": "7/VP"}, "đang giữ chính báo cáo này"),
        ({"objection": "reject", "outcome": "Không.", "decided": "hôm qua"}, "Ngày quyết định không phải một ngày"),
        ({"objection": "reject", "outcome": "Không.", "decided": "6/6/2023"}, "phải từ ngày nêu ý kiến"),
        ({"name": ""}, "Chưa quyết định ý kiến nào"),
    ],
)
def test_a_decision_on_an_objection_without_its_parts_is_refused(
    desks: Desks, typed: dict[str, str], sentence: str
) -> None:
    number = object_to(desks, "II.1.a")
    fields = {name if name == "name" else f"{name}-{number}": value for name, value in typed.items()}
    refused = desks.send(desks.office(), desks.form(desks.office(), "objections") | HANH | fields)
    assert refused.status_code == 422
    assert sentence in text_of(refused)
    assert state_of_objection(desks, number).ruling == Ruling.WAITING


def test_a_declaration_is_upheld_and_ended_again(desks: Desks) -> None:
    number = object_to(desks, "II.4.đ", ObjectionKind.NO_SYSTEM)
    chosen = {f"objection_{number}": "uphold", f"outcome_{number}": "Dùng chung hệ thống của tỉnh"}
    sent = desks.send(desks.office(), desks.form(desks.office(), "objections", **HANH, **chosen))
    said = desks.follow(desks.office(), sent)
    assert desks.state(desks.check_in("II.4.đ")) == State.WAIVED
    assert "Kê khai không có hệ thống thông tin 1 đang có hiệu lực" in said
    assert "Sở Y tế , từ ngày 05/6/2023" in said
    form = desks.form(desks.office(), "declarations", **HANH)
    assert desks.send(desks.office(), form).status_code == 422
    assert desks.send(desks.office(), form | {"declaration-999": "1"}).status_code == 422
    ended = form | {f"declaration-{number}": "1"}
    assert "ghi hết hiệu lực 1 kê khai" in desks.follow(desks.office(), desks.send(desks.office(), ended))
    assert state_of_objection(desks, number).ended_on == MONDAY
    assert desks.send(desks.office(), ended).status_code == 422
