"""Markdown for artifacts and files: whole tables, escaped words, the banner of a trial."""

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from models.check_ins.standings import REPORTING_STAGES
from models.tables.core import Result, State
from reports.account.account import Account
from reports.chairman import write_chairman_report
from reports.chart import Bar
from reports.forms.office_report import office_report
from reports.markdown import _chart, plain, render_agency, render_plan_state, render_section, render_summary
from reports.progress import Progress
from tests import GOLDEN
from tests.homes.plans.small_plan import asked, measure, tell

SUMMARY = GOLDEN / "reports-summary.md"
ON = date(2023, 7, 10)
DUE = date(2023, 6, 14)
LATER = date(2023, 11, 14)
NASTY = "| a | b |\n<script>alert(1)</script> [bấm](http://xau.example) ![x](http://xau.example/a.png) https://xau.example `m` **đậm** _nghiêng_ # $x$ www.xau.example a@xau.example"


def small_progress(words: str = "Thiếu kinh phí", trial: bool = False) -> Progress:
    """Two agencies and a tracker on 10/7/2023: one in time, one late, one overdue, one in time yet."""
    return measure(
        asked("II.1.a", "van-phong-ubnd-tinh", DUE, ON, date(2023, 6, 12), Result.DONE, state=State.ACCEPTED),
        asked("II.1.a", "so-y-te", DUE, ON),
        asked("II.2.b", "so-y-te", DUE, ON, date(2023, 6, 20), Result.BLOCKED, difficulties=words, proposals=words),
        asked("II.2.a", "cong-an-tinh", date(2023, 12, 31), ON, scope="an-ninh-mang"),
        on=ON,
        trial=trial,
    )


def summary_of(account: Account, with_charts: bool = True) -> str:
    """The office's report in Markdown."""
    return render_summary(account, office_report(account), with_charts)


def render_all(progress: Progress) -> dict[str, str]:
    """Every form of Markdown there is, by name."""
    return {
        "plan": render_plan_state(progress),
        "agency": render_agency(progress, "so-y-te"),
        "section": render_section(progress, "II.2"),
        "summary": summary_of(tell(progress)),
        "file": summary_of(tell(progress), with_charts=False),
    }


def test_the_summary_reads_as_it_was_read_by_hand() -> None:
    """The golden file by hand: 3 of 4 check-ins have fallen due, 1 of them in time (33,3%), 2 answered (66,7%), 1 is
    overdue by 26 days. Of 4 lines of work a span and an exercise have an end, to come, and neither is finished. Three
    more are asked this year: the second half-year of two agencies, and the span of one.
    """
    assert summary_of(tell(small_progress(trial=True)), with_charts=False) == SUMMARY.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["plan", "agency", "section", "summary", "file"])
def test_every_row_of_a_table_has_as_many_cells_as_its_head(name: str) -> None:
    table: list[int] = []
    for line in [*render_all(small_progress(NASTY))[name].splitlines(), ""]:
        if line.startswith("|"):
            table.append(len(re.findall(r"(?<!\\)\|", line)))
        else:
            assert len(set(table)) <= 1
            table = []


@pytest.mark.parametrize("name", ["plan", "agency", "section", "summary", "file"])
def test_an_agencys_words_make_neither_html_nor_links_nor_images(name: str) -> None:
    text = render_all(small_progress(NASTY))[name]
    assert "xau.example" in text
    html = MarkdownIt("commonmark", {"html": True}).enable("table").render(text)
    assert not re.search(r"<(script|a|img|em|code|h[4-6])\b", html)
    assert not re.search(r"<h[1-3]>[^<]*xau", html)
    bare = re.sub(r"data:image/svg\+xml;base64,\S+", "", text)
    assert not re.search(r"://(?<! ://)|www\.|[^ ]@", bare)


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60))
@settings(max_examples=200)
def test_any_text_comes_back_as_plain_words(words: str) -> None:
    html = MarkdownIt("commonmark", {"html": True}).render("x " + plain(words))
    assert re.fullmatch(r"<p>[^<]*</p>\n", html)


def test_a_trials_banner_is_the_first_line_and_a_real_home_has_none() -> None:
    for text in render_all(small_progress(trial=True)).values():
        assert text.startswith("> **BẢN CHẠY THỬ.** ")
    for text in render_all(small_progress()).values():
        assert "CHẠY THỬ" not in text


def test_names_lead_to_the_pages_of_agencies_and_sections() -> None:
    links = {"so-y-te": "/v2/artifacts/key/so-y-te", "II.2": "/v2/artifacts/key/ii-2", "": "/v2/artifacts/key/all"}
    text = render_plan_state(small_progress(), links)
    assert "| [Sở Y tế](/v2/artifacts/key/so-y-te) |" in text
    assert "| [II.2. Bảo vệ hệ thống](/v2/artifacts/key/ii-2) |" in text
    assert "| Văn phòng UBND tỉnh |" in text
    assert "(/v2/artifacts/key/all)" in render_agency(small_progress(), "so-y-te", links)


def test_charts_are_embedded_images_and_their_figures_stand_in_the_table_below() -> None:
    text = render_plan_state(small_progress())
    assert text.count("](data:image/svg+xml;base64,") == 2
    assert "| **Tổng cộng** | **4** | **1** | **1** | **1** | **1** | **3** | **33,3%** |" in text
    assert "data:" not in summary_of(tell(small_progress()), with_charts=False)


def test_an_agencys_page_shows_what_it_owes_worst_first_and_what_it_answered() -> None:
    text = render_agency(small_progress(), "so-y-te")
    owed, answered = text.index("Chưa báo cáo, quá hạn 26 ngày"), text.index("Báo cáo quá hạn 6 ngày")
    assert owed < answered
    assert "Vướng mắc, chờ xác nhận" in text
    assert "| II.2.b | Bố trí nhân lực chuyên trách | năm 2023 | 14/6/2023 |" in text


def test_a_picture_of_very_many_rows_has_those_that_owe_most_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[Sequence[Bar]] = []

    def draw(bars: Sequence[Bar]) -> str:
        drawn.append(bars)
        return "<svg/>"

    monkeypatch.setattr("reports.markdown.draw_punctuality", draw)
    rows = [
        {"code": f"a-{n}", "name": f"Cơ quan {n}", **dict.fromkeys(REPORTING_STAGES, 1), "open_overdue": n}
        for n in range(200)
    ]
    text = _chart(pd.DataFrame(rows), "Theo cơ quan")
    assert [bar.name for bar in drawn[0]] == [f"Cơ quan {n}" for n in range(140, 200)]
    assert "Biểu đồ có 60 trong 200 dòng, quá hạn nhiều nhất; bảng dưới có đủ." in text
    assert "Biểu đồ có" not in _chart(pd.DataFrame(rows[:60]), "Theo cơ quan")


def test_a_section_shows_its_own_tasks_alone() -> None:
    text = render_section(small_progress(), "II.2")
    assert "II.2.a. Mỗi năm tổ chức một cuộc diễn tập" in text
    assert "II.1.a" not in text


def test_a_plan_that_nobody_was_asked_about_yet_still_has_its_pages() -> None:
    for text in render_all(measure(on=date(2031, 7, 1))).values():
        assert "Chưa có phiếu báo cáo nào đến hạn" in text or "chưa có phiếu đến hạn" in text


def test_reports_are_written_under_the_plan_and_the_day_and_replaced_whole(tmp_path: Path) -> None:
    written = write_chairman_report(tell(small_progress()), tmp_path / "ra", ("docx", "md", "json"))
    assert [path.name for path in written] == [f"bac-giang-2023-07-10.{name}" for name in ("docx", "md", "json")]
    before = [path.read_bytes() for path in written]
    assert [
        path.read_bytes()
        for path in write_chairman_report(tell(small_progress()), tmp_path / "ra", ("docx", "md", "json"))
    ] == before
    assert sorted((tmp_path / "ra").iterdir()) == sorted(written)


def test_an_unknown_format_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="odt"):
        write_chairman_report(tell(small_progress()), tmp_path / "ra", ("md", "odt"))
    assert not (tmp_path / "ra").exists()
