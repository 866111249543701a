"""The register of a province and the calendar of decisions, as an office would write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plan.language import register_file
from plan.language.register_file import read_calendar, read_register
from tests.homes.plans.plan_files import CALENDAR, REGISTER, a_calendar, a_register, change, line_of
from tests.homes.plans.plan_sentences import untold_sentences

# name: (what stands in the sound file, what stands there instead, the fragment on whose line the error is, the sentence)
WRONG_REGISTER: dict[str, tuple[str, str, str, str]] = {
    "no agencies": (REGISTER, "province: {code: a, name: b, place: c, chairman: d, office: e}\n", "province", "tệp danh bạ thiếu khóa «agencies»; hãy bổ sung."),
    "no place": ("  place: Mẫu\n", "", "  code: tinh-mau", "«province» thiếu khóa «place»; hãy bổ sung."),
    "an unknown key": ("members: [huyen-cu]", "member: [huyen-cu]", "member: ", "nhóm cac-huyen không có khóa «member» (có phải «members» không?)."),
    "a day that does not exist": ("to: 30/6/2025", "to: 31/6/2025", "31/6", "«to»: trong lịch không có ngày «31/6/2025»."),
    "ends before it begins": ("{name: Sở Mới, from: 1/3/2025}", "{name: Sở Mới, from: 1/3/2025, to: 1/2/2025}", "so-moi: {", "cơ quan so-moi có «to» sớm hơn «from»; hãy xem lại hai ngày này."),
    "a code for two things": ("roles:\n  chu-quan:", "roles:\n  so-a:", "  so-a:\n", "mã «so-a» dùng hai lần cho cơ quan, nhóm hoặc vai; hãy đổi một mã."),
    "an agency twice": ("  so-b: Sở B\n", "  so-b: Sở B\n  so-b: Sở Bê\n", "Sở Bê", "khóa «so-b» viết hai lần trong «agencies»; hãy bỏ một lần."),
    "a code with accents": ("  so-b: Sở B\n", "  so-b: Sở B\n  sở-c: Sở C\n", "sở-c", "danh bạ: mã «sở-c» phải gồm chữ thường không dấu, số và gạch nối, ví dụ «cong-an-tinh»."),
    "an unknown office": ("office: van-phong", "office: van-phong-tinh", "office: van-phong-tinh", "«office» ghi «van-phong-tinh» không có trong «agencies» (có phải «van-phong» không?)."),
    "an unknown member": ("    members: [huyen-cu]", "    members:\n      - huyen-cu\n      - huyen-moi", "huyen-moi", "thành viên «huyen-moi» của «cac-huyen» không có trong danh bạ cơ quan"),
    "an unknown holder": ("held_by: [cac-so, cong-an]", "held_by: cong-am", "held_by", "thành viên «cong-am» của «chu-quan» không có trong danh bạ cơ quan (có phải «cong-an» không?)."),
    "a group in itself": ("members: [huyen-cu]", "members: [huyen-cu, cac-huyen]", "members: [huyen", "«cac-huyen» chứa chính nó (trực tiếp hoặc qua nhóm khác); hãy bỏ một thành viên."),
    "an empty group": ("members: [huyen-cu]", "members: []", "members: []", "danh sách «members» của nhóm cac-huyen để trống; hãy ghi ít nhất một mục hoặc bỏ khóa này."),
    "members in two places": ("    members: [huyen-cu]", "    members: [huyen-cu]\n    office: {members: [so-a]}", "    name: UBND các huyện", "nhóm cac-huyen có cả «members» và «office»; hãy ghi thành viên ở một nơi."),
    "an end without its document": ("    members: [huyen-cu]", "    members: [huyen-cu]\n    ended: 1/7/2025", "ended", "nhóm cac-huyen đã kết thúc nhưng chưa ghi văn bản; hãy thêm «by»."),
    "an end that does not exist": ("    members: [huyen-cu]", "    members: [huyen-cu]\n    ended: 31/6/2025\n    by: a", "ended", "«ended»: trong lịch không có ngày «31/6/2025»."),
    "a change without its act": ("    act: Nghị quyết 1\n", "", "  - date: 1/7", "«changes» thiếu khóa «act»; hãy bổ sung."),
    "how sure, in words": ("    act: Nghị quyết 1\n", "    act: Nghị quyết 1\n    sure: chắc\n", "sure", "«sure» không nhận giá trị «chắc». Giá trị dùng được: H, M, L."),
    "a move to an unknown agency": ("{from: huyen-cu, to: none}", "{from: huyen-cu, to: non}", "{from: huyen", "«moves» ghi «non» không có trong «agencies»"),
    "a move to who is not yet": ("date: 1/7/2025", "date: 1/2/2025", "{from: huyen", "«moves» giao hết việc của «huyen-cu» từ ngày 01/02/2025, nhưng ngày đó cơ quan này vẫn còn; hãy ghi «to» của cơ quan, hoặc «scope» nếu chỉ chuyển một phần."),
    "a move to an heir of later": ("      - {from: huyen-cu, to: none}\n", "      - {from: huyen-cu, to: none}\n  - {date: 1/2/2025, act: a, moves: {from: so-a, to: so-moi, scope: mang}}\n", "so-moi, scope", "«moves» giao cho «so-moi», nhưng ngày 01/02/2025 chưa có cơ quan này."),
    "a move from who was not": ("      - {from: huyen-cu, to: none}\n", "      - {from: huyen-cu, to: none}\n      - {from: huyen-cu, to: so-a, scope: mang}\n  - {date: 1/2/2025, act: a, moves: {from: so-moi, to: so-a, scope: mang}}\n", "so-moi, to", "«moves» giao từ «so-moi», nhưng trước ngày 01/02/2025 không có cơ quan này."),
    "a move to oneself": ("      - {from: huyen-cu, to: none}\n", "      - {from: huyen-cu, to: none}\n      - {from: so-a, to: so-a, scope: mang}\n", "{from: so-a", "«moves» giao từ «so-a» cho chính nó; hãy xem lại «from» và «to»."),
    "a move twice": ("      - {from: huyen-cu, to: none}\n", "      - {from: huyen-cu, to: none}\n      - {from: huyen-cu, to: so-a}\n", "to: so-a}", "«moves» giao hai lần cùng một việc của «huyen-cu» từ ngày 01/7/2025."),
    "a scope that is no code": ("{from: huyen-cu, to: none}", "{from: huyen-cu, to: none, scope: An toàn}", "{from: huyen", "«scope»: mã «An toàn» phải gồm chữ thường"),
    "an agency that ends and nobody says who follows": ("changes:\n  - date: 1/7/2025\n    act: Nghị quyết 1\n    moves:\n      - {from: huyen-cu, to: none}\n", "", "  huyen-cu:", "cơ quan huyen-cu hết hiệu lực sau ngày 30/6/2025 nhưng «changes» chưa ghi ai nhận việc; hãy thêm một dòng «from», «to» (không ai nhận thì «to: none»)."),
    "a role of the document": ("    office: {held_by: [cac-so, cong-an]}", "    held_by: [cac-so]", "held_by", "vai chu-quan không có khóa «held_by»."),
}  # fmt: skip

WRONG_CALENDAR: dict[str, tuple[str, str, str, str]] = {
    "a year far away": ("  2023: {", "  1923: {", "1923", "«1923» trong «confirmed» phải là một năm từ 2000 đến 2100."),
    "a word for a year": ("  2023: {", "  năm nay: {", "năm nay", "«năm nay» trong «confirmed» phải là một năm"),
    "no document": ("{date: 2/1/2026, by: Văn bản 2}", "{date: 2/1/2026}", "2/1/2026", "«days_off» thiếu khóa «by»; hãy bổ sung."),
    "a day that does not exist": ("date: 2/1/2026", "date: 31/2/2026", "31/2", "«date»: trong lịch không có ngày «31/2/2026»."),
    "off and worked": ("date: 10/1/2026", "date: 2/1/2026", "  - {date: 2/1/2026, by: Văn bản 2}", "ngày 02/01/2026 vừa là ngày nghỉ vừa là ngày làm việc; hãy bỏ một nơi."),
    "a doubt without a year": ("date: 24/11, from: 2026,", "date: 24/11,", "24/11", "«unconfirmed» thiếu khóa «from»; hãy bổ sung."),
    "a doubt about no day": ("date: 24/11,", "date: 31/11,", "31/11", "«date»: trong lịch không có ngày «31/11»."),
    "an unknown key": ("working_days:", "workdays:", "workdays", "tệp lịch không có khóa «workdays»"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG_REGISTER)
def test_a_wrong_register_is_refused_at_its_line(name: str) -> None:
    old, new, fragment, sentence = WRONG_REGISTER[name]
    text = change(REGISTER, old, new)
    register, errors = read_register(text, "agencies.yaml")
    assert register is None
    assert (line_of(text, fragment), sentence) in [(e.line, e.sentence[: len(sentence)]) for e in errors]


@pytest.mark.parametrize("name", WRONG_CALENDAR)
def test_a_wrong_calendar_is_refused_at_its_line(name: str) -> None:
    old, new, fragment, sentence = WRONG_CALENDAR[name]
    text = change(CALENDAR, old, new)
    calendar, errors = read_calendar(text, "calendar.yaml")
    assert calendar is None
    assert (line_of(text, fragment), sentence) in [(e.line, e.sentence[: len(sentence)]) for e in errors]


def test_every_sentence_of_both_readers_is_brought_out_by_a_wrong_file() -> None:
    told = [
        error.sentence
        for old, new, _, _ in WRONG_REGISTER.values()
        for error in read_register(change(REGISTER, old, new), "a.yaml")[1]
    ]
    told += [
        error.sentence
        for old, new, _, _ in WRONG_CALENDAR.values()
        for error in read_calendar(change(CALENDAR, old, new), "c.yaml")[1]
    ]
    assert untold_sentences(register_file, told) == []


def test_all_errors_of_a_register_come_at_once() -> None:
    text = change(change(REGISTER, "from: 1/3/2025", "from: 31/2/2025"), "office: van-phong", "office: so-c")
    _, errors = read_register(text, "agencies.yaml")
    assert [error.line for error in errors] == [line_of(text, "so-c"), line_of(text, "31/2")]


def test_groups_that_hold_each_other_are_refused_both() -> None:
    text = change(REGISTER, "members: [huyen-cu]", "members: [huyen-cu, cac-so]")
    text = change(text, "members: [van-phong, so-a, so-b, so-moi]", "members: [so-a, cac-huyen]")
    _, errors = read_register(text, "agencies.yaml")
    assert [error.line for error in errors] == [line_of(text, "[so-a, cac"), line_of(text, "[huyen-cu, cac")]


def test_a_register_is_read_as_it_stands() -> None:
    register = a_register()
    assert (register.code, register.place, register.office) == ("tinh-mau", "Mẫu", "van-phong")
    assert register.agencies["huyen-cu"].valid_to == date(2025, 6, 30)
    assert register.agencies["so-moi"].valid_from == date(2025, 3, 1)
    assert register.name_of("cac-so") == "Các sở"
    assert register.name_of("chu-quan") == "Chủ quản hệ thống thông tin"
    assert register.name_of("chu-tich-ubnd-tinh") == "Chủ tịch UBND tỉnh"
    assert register.name_of("khong-co") == "khong-co"


def test_an_empty_calendar_file_is_refused_and_a_calendar_with_one_part_is_sound() -> None:
    assert read_calendar("", "calendar.yaml")[0] is None
    calendar = a_calendar("confirmed:\n  2023: {by: Văn bản 1}\n")
    assert calendar.is_confirmed(2023)
    assert not calendar.is_confirmed(2024)


@given(
    st.integers(0, len(REGISTER.splitlines()) - 1), st.sampled_from(["null", "[]", "{}", "''", "31/2/2025", "[[a]]"])
)
def test_a_strange_value_never_makes_the_register_reader_raise(place: int, value: str) -> None:
    lines = REGISTER.splitlines()
    lines[place] = f"{lines[place].partition(':')[0]}: {value}"
    register, errors = read_register("\n".join(lines), "agencies.yaml")
    assert (register is None) == bool(errors)
