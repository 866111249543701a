"""Clauses that give each of several agencies a sentence of its own, drafted as the parts of one task."""

from datetime import date

import pytest

from plan.calendar import WorkCalendar
from plan.drafting.actors import coordinating_of, read_actor
from plan.drafting.draft import Draft, draft_plan
from plan.drafting.extractors.labels import parts_of
from plan.drafting.intake import read_files
from plan.language.plan_file import read_plan
from plan.language.register_file import read_register
from plan.owed import owed_between
from tests.homes.plans.documents import FOOT, HEAD

LEADS = """\
- Cơ quan thực hiện: Sở Nội vụ chủ trì tham mưu UBND tỉnh ban hành Kế hoạch trước ngày 15/4/2026; Sở Tài chính, phòng Kế toán bố trí kinh phí sửa kho.

"""
TEXT = f"""{HEAD}II. NỘI DUNG THỰC HIỆN

1. Sửa chữa các kho lưu trữ đã xuống cấp

{LEADS}- Phối hợp: Văn phòng UBND tỉnh và các đơn vị có liên quan.

- Thời gian: Năm 2026.

2. Kiểm kê hồ sơ

- Cơ quan thực hiện:

+ Sở Nội vụ chủ trì, phối hợp với Sở Tài chính và các cơ quan có liên quan.

+ Công an tỉnh bố trí lực lượng canh gác kho khi kiểm kê.

- Thời gian: Quý III/2026.
{FOOT}"""


def drafted(text: str = TEXT) -> Draft:
    return draft_plan(read_files([("van-ban.txt", text.encode())]))


def test_each_agency_with_a_sentence_of_its_own_has_a_part_of_the_clause() -> None:
    draft = drafted()
    first, second = draft.found.tasks
    assert [(part.lead, part.time) for part in first.parts] == [
        ("Sở Nội vụ", "trước ngày 15/4/2026"),
        ("Sở Tài chính, phòng Kế toán", ""),
    ]
    assert [(part.lead, part.text, part.coordinating) for part in second.parts] == [
        ("Sở Nội vụ", "", "Sở Tài chính và các cơ quan có liên quan"),
        ("Công an tỉnh", "bố trí lực lượng canh gác kho khi kiểm kê", ""),
    ]
    assert first.doubts == second.doubts == frozenset()
    assert second.leads == ("Sở Nội vụ", "Công an tỉnh")


def test_a_drafted_part_is_asked_of_its_lead_by_its_own_day_or_by_that_of_the_clause() -> None:
    draft = drafted()
    register, errors = read_register(draft.register_text.replace('"???', '"'), "agencies.yaml")
    assert register is not None, [str(error) for error in errors]
    text = draft.plan_text.replace('default: "??? cơ quan theo dõi chung"', "default: so-noi-vu")
    plan, found = read_plan(text, "x.yaml", register)
    assert plan is not None, [str(error) for error in found]
    owed = owed_between(plan, register, WorkCalendar(), date(2026, 1, 1), date(2026, 12, 31))
    # By hand: before 15/4 is 14/4; "năm 2026" ends on 31/12, its third quarter on 30/9.
    assert {(one.ref, one.agency, one.due_on.isoformat()) for one in owed if one.ref.startswith("II.")} == {
        ("II.1.ý1", "so-noi-vu", "2026-04-14"),
        ("II.1.ý2", "so-tai-chinh-phong-ke-toan", "2026-12-31"),
        ("II.2.ý1", "so-noi-vu", "2026-09-30"),
        ("II.2.ý2", "cong-an-tinh", "2026-09-30"),
    }
    assert plan.tasks["II.2.ý1"].coordinating_words == ("các cơ quan có liên quan",)
    assert plan.tasks["II.2.ý1"].title == "Kiểm kê hồ sơ"
    assert "lien-quan" not in draft.register_text


@pytest.mark.parametrize(
    "said",
    [
        "Sở Nội vụ chủ trì, phối hợp với Sở Tài chính",
        "Sở Nội vụ; Sở Tài chính",
        "Sở Nội vụ theo dõi chung; các sở trong phạm vi chức năng của mình",
        "Sở Nội vụ chủ trì tham mưu kế hoạch; Sở Nội vụ báo cáo kết quả",
        "Sở Nội vụ chủ trì; Công an tỉnh chủ trì",
    ],
)
def test_leads_without_sentences_of_their_own_are_one_task(said: str) -> None:
    assert parts_of([said]) == ()


def test_a_body_that_is_not_under_the_province_is_proposed_as_one() -> None:
    text = TEXT.replace("Sở Tài chính, phòng Kế toán bố trí", "Tòa án nhân dân tỉnh bố trí")
    register = drafted(text).register_text
    assert '  toa-an-nhan-dan-tinh: {name: "Tòa án nhân dân tỉnh", outside: true}' in register
    assert '  cong-an-tinh: "Công an tỉnh"' in register


def test_an_association_is_one_body_and_what_it_has_in_all_communes_a_group() -> None:
    text = TEXT.replace("Sở Tài chính, phòng Kế toán bố trí", "Hiệp hội Doanh nghiệp tỉnh bố trí")
    assert '\n  hiep-hoi-doanh-nghiep-tinh: "Hiệp hội Doanh nghiệp tỉnh"' in drafted(text).register_text
    text = TEXT.replace("Sở Tài chính, phòng Kế toán bố trí", "Hội Nông dân các xã, phường bố trí")
    assert '\n    name: "Hội Nông dân các xã, phường"\n    office: {members: []}' in drafted(text).register_text


def test_a_heading_of_capitals_names_who_leads_and_who_works_beside_as_one_of_small_letters_does() -> None:
    said = "SỞ NỘI VỤ CHỦ TRÌ, PHỐI HỢP VỚI SỞ TÀI CHÍNH THỰC HIỆN:"
    actor = read_actor(said)
    assert actor is not None
    assert actor.name == "SỞ NỘI VỤ"
    assert coordinating_of(actor.rest)[0] == "SỞ TÀI CHÍNH"
