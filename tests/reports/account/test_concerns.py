"""Difficulties and proposals: the theme is read off the words, and who must decide is whom they name."""

from datetime import date

import pytest

from models.check_ins.standings import Standing
from models.reported.matters import AskedExtension, Matters, PutReferral
from models.tables.core import Result
from models.tables.decisions import Ruling
from plan.parties import PROVINCE
from reports.account.concerns import CENTRAL, OTHER_THEME, addressees, concerns_of
from reports.forms.blocks import Grid, Words
from reports.forms.concern_words import proposal_blocks, rest_of_concerns, shortcoming_blocks
from tests.homes.plans.small_plan import LOADED, asked, measure, tell

ON = date(2023, 7, 10)
DUE = date(2023, 6, 14)
CHAIRMAN = "chu-tich-ubnd-tinh"


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("Đề nghị UBND tỉnh bố trí kinh phí.", (CHAIRMAN,)),
        ("Kính đề nghị Chủ tịch UBND tỉnh và Sở Y tế xem xét.", (CHAIRMAN, "so-y-te")),
        ("Đề nghị Văn phòng UBND tỉnh cung cấp số liệu.", ("van-phong-ubnd-tinh",)),
        ("Đề nghị Bộ Thông tin và Truyền thông hướng dẫn.", (CENTRAL,)),
        ("Bố trí 200 triệu đồng.", ()),
    ],
)
def test_who_must_decide_is_whom_the_words_name(words: str, named: tuple[str, ...]) -> None:
    assert addressees(words, LOADED.register) == named


@pytest.mark.parametrize(
    ("words", "theme"),
    [
        ("Thiếu kinh phí thuê đơn vị đánh giá", "Kinh phí"),
        ("Cán bộ kiêm nhiệm, chưa có chuyên trách", "Nhân lực"),
        ("Máy chủ cũ", "Hạ tầng, trang thiết bị"),
        ("Chưa có hướng dẫn xác định cấp độ", "Cơ chế, văn bản hướng dẫn"),
        ("Việc phối hợp chưa kịp thời", "Phối hợp, cung cấp thông tin"),
        ("Mưa bão kéo dài", OTHER_THEME),
    ],
)
def test_the_theme_is_that_of_the_words_that_come_most(words: str, theme: str) -> None:
    (concern,) = tell(measure(hindered("so-y-te", words), on=ON)).concerns
    assert concern.theme == theme


def hindered(
    holder: str, difficulties: str = "", proposals: str = "", ref: str = "II.1.a", number: int = 1
) -> Standing:
    return asked(
        ref,
        holder,
        DUE,
        ON,
        date(2023, 6, 12),
        Result.BLOCKED,
        difficulties=difficulties,
        proposals=proposals,
        check_in_id=number,
    )


def test_what_only_the_chairman_can_decide_comes_first_and_the_rest_goes_to_whom_it_names_or_the_tracker() -> None:
    account = tell(
        measure(
            hindered("so-y-te", "Thiếu người.", "Bổ sung cán bộ."),
            hindered("van-phong-ubnd-tinh", "Thiếu kinh phí.", "Đề nghị UBND tỉnh bố trí 900 triệu đồng.", number=2),
            on=ON,
        )
    )
    assert [concern.decider for concern in account.concerns] == [CHAIRMAN, "cong-an-tinh"]
    assert [(one.words, one.check_ins) for one in account.asked] == [
        ("Văn phòng UBND tỉnh (II.1.a): Đề nghị UBND tỉnh bố trí 900 triệu đồng.", (2,))
    ]


def test_matters_put_to_the_chairman_and_dates_that_he_alone_moves_are_asked_of_him_until_decided() -> None:
    put = PutReferral("3/2023", "II.1.a", "so-y-te", PROVINCE, "Bố trí kinh phí giám sát", ON, "", "")
    settled = PutReferral("2/2023", "II.1.a", "so-y-te", PROVINCE, "Việc cũ", ON, "Đồng ý", "12/UBND")
    later, why = date(2023, 8, 1), "Chờ đấu thầu"
    waits = AskedExtension(1, "so-y-te", DUE, later, why, ON, Ruling.WAITING, None, "", CHAIRMAN)
    trackers = AskedExtension(1, "so-y-te", DUE, later, why, ON, Ruling.WAITING, None, "", "cong-an-tinh")
    matters = Matters(extensions=(waits, trackers), referrals=(put, settled))
    account = tell(measure(asked("II.1.a", "so-y-te", DUE, ON), on=ON), matters=matters)
    assert [one.words for one in account.asked] == [
        "Sở Y tế trình ngày 10/7/2023 (II.1.a): Bố trí kinh phí giám sát",
        "Sở Y tế đề nghị gia hạn nhiệm vụ II.1.a từ ngày 14/6/2023 đến ngày 01/8/2023; lý do: Chờ đấu thầu",
    ]


def test_equal_difficulties_are_told_once_with_all_who_have_them_and_all_their_tasks() -> None:
    account = tell(
        measure(
            hindered("so-y-te", "Thiếu kinh phí."),
            hindered("so-y-te", "Thiếu kinh phí.", ref="II.2.b", number=2),
            hindered("van-phong-ubnd-tinh", "Thiếu kinh phí.", number=3),
            on=ON,
        )
    )
    items = [
        block.text for block in shortcoming_blocks(account, "Phụ lục V") if isinstance(block, Words) and block.is_item
    ]
    assert len(items) == 1
    assert "Sở Y tế (II.1.a, II.2.b)" in items[0]
    assert "Văn phòng UBND tỉnh (II.1.a)" in items[0]


def test_nothing_asked_and_nothing_hindered_is_said_so() -> None:
    account = tell(measure(on=ON))
    said = [
        block.text
        for block in (*shortcoming_blocks(account, "Phụ lục V"), *proposal_blocks(account, "Phụ lục V"))
        if isinstance(block, Words)
    ]
    assert said == [
        "Không có báo cáo quá hạn chưa gửi.",
        "Không có cơ quan nào phải giải trình.",
        "Chưa có cơ quan nào nêu khó khăn, vướng mắc.",
        "Không có nội dung nào.",
        "Không có kiến nghị, đề xuất nào với cơ quan khác.",
    ]


def test_a_span_does_not_tell_again_what_was_said_before_it() -> None:
    progress = measure(hindered("so-y-te", "Thiếu kinh phí."), on=ON)
    assert len(concerns_of(progress)) == 1
    assert concerns_of(progress, date(2023, 6, 13)) == ()


def test_the_annex_tells_equal_words_once_and_nothing_that_the_body_told_whole() -> None:
    long = "Thiếu kinh phí. " * 40
    account = tell(
        measure(
            hindered("so-y-te", "Thiếu người.", "Bổ sung cán bộ."),
            hindered("van-phong-ubnd-tinh", long, number=2),
            hindered("so-y-te", long, ref="II.2.b", number=3),
            on=ON,
        )
    )
    (grid,) = rest_of_concerns(account)
    assert isinstance(grid, Grid)
    assert grid.caption == "Khó khăn, vướng mắc"
    assert grid.table.rows == (("Văn phòng UBND tỉnh (II.1.a), Sở Y tế (II.2.b)", long.strip()),)
