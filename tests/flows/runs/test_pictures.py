"""What the artifacts of a plan show, before any server."""

import json
import re
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest

from flows.acts.links import board_for_ui, revoke_links
from flows.acts.open_home import load_plans
from flows.acts.reports.progress import plan_account, telling_of
from flows.runs.artifact_pages import Picture, render_links
from flows.runs.pictures import picture_plan, picture_rungs, picture_summary
from notifications.links import BOARD, guard_link, link_keys, read_link
from reports.account.account import Account
from reports.chart import Bar
from reports.markdown import _drawn, render_agency
from reports.progress import Progress
from tests.homes.offices import CLERK, round_on, trial_office

UI = "http://127.0.0.1:4200/v2"
DAY = date(2023, 6, 5)


@pytest.fixture(scope="module")
def account(tmp_path_factory: pytest.TempPathFactory) -> Account:
    with trial_office(tmp_path_factory.mktemp("pictures"), DAY) as office:
        round_on(office, DAY)
        return plan_account(office, load_plans(office)["bac-giang"], telling_of(office, "bac-giang", DAY))


@pytest.fixture(scope="module")
def progress(account: Account) -> Progress:
    return account.progress


@pytest.fixture(scope="module")
def pictures(account: Account) -> dict[str, Picture]:
    found = (
        *picture_plan(account.progress, UI),
        picture_summary(account, UI),
        picture_rungs("bac-giang", (), DAY),
    )
    return {picture.key: picture for picture in found}


def test_the_state_each_agency_each_section_and_the_summary_have_a_page(pictures: dict[str, Picture]) -> None:
    keys = set(pictures)
    assert {"bac-giang-tinh-hinh", "bac-giang-so-lieu", "bac-giang-tom-tat-chu-tich"} <= keys
    sections = {key for key in keys if key.startswith("bac-giang-muc-")}
    assert sections == {f"bac-giang-muc-{ref}" for ref in ("ii-1", "ii-2", "ii-3", "ii-4", "ii-5", "ii-6", "iii")}
    agencies = {key for key in keys if key.startswith("bac-giang-co-quan-")}
    assert len(agencies) == 32
    assert {"bac-giang-co-quan-cong-an-tinh", "bac-giang-co-quan-so-y-te"} <= agencies
    assert all(re.fullmatch("[a-z0-9-]+", key) for key in keys)


def test_every_link_between_the_pages_leads_to_one_of_them(pictures: dict[str, Picture]) -> None:
    shown = pictures
    linked = {key for picture in shown.values() for key in re.findall(rf"{UI}/artifacts/key/([^)]+)\)", picture.data)}
    assert linked <= set(shown)
    assert {"bac-giang-tinh-hinh", "bac-giang-so-lieu", "bac-giang-muc-ii-4", "bac-giang-co-quan-so-y-te"} <= linked


def test_the_state_the_report_and_each_agency_lead_to_their_page_of_the_board(tmp_path: Path, account: Account) -> None:
    with trial_office(tmp_path, DAY) as office:
        loaded = load_plans(office)["bac-giang"]
        board, the_day_after = (board_for_ui(office, loaded, DAY + timedelta(days=days)) for days in (0, 1))
        link = read_link(link_keys(office.home), board.rpartition("/")[2])
        guard_link(link, date(2024, 12, 31), 0)
        revoke_links(office, link.recipient, "Lộ", office.clock.now(), by=CLERK)
        assert board_for_ui(office, loaded, DAY) != board == the_day_after
    assert (link.recipient, link.purpose) == ("van-phong-ubnd-tinh/board-giao-dien", BOARD)
    shown = {
        one.key: one.data for one in (*picture_plan(account.progress, UI, board), picture_summary(account, UI, board))
    }
    for key, rest in {
        "bac-giang-tinh-hinh": "tong-hop",
        "bac-giang-tom-tat-chu-tich": "tong-hop",
        "bac-giang-co-quan-so-y-te": "co-quan/so-y-te",
    }.items():
        assert f"]({board}/{rest}?ke-hoach=bac-giang)" in shown[key]


def test_the_links_of_the_descriptions_are_those_of_the_pages(tmp_path: Path, pictures: dict[str, Picture]) -> None:
    with trial_office(tmp_path, DAY) as office:
        text = render_links(load_plans(office)["bac-giang"], DAY, UI)
    assert set(re.findall(r"/key/([^)]+)\)", text)) == set(pictures)


def test_the_table_holds_plain_text_and_whole_numbers_that_add_up(pictures: dict[str, Picture]) -> None:
    rows = json.loads(pictures["bac-giang-so-lieu"].data)
    assert {type(value) for row in rows for value in row.values()} == {str, int}
    assert all(name for name in rows[0])  # the UI shows no table with a nameless column
    total, *others = rows
    assert total["Mục, cơ quan"] == "Tổng số"
    sections = [row for row in others if row["Mục, cơ quan"].startswith("Mục ")]
    agencies = [row for row in others if row not in sections]
    for name in list(total)[1:]:
        assert sum(row[name] for row in sections) == sum(row[name] for row in agencies) == total[name]


def test_the_state_is_drawn_and_says_the_figures_of_the_table(pictures: dict[str, Picture]) -> None:
    shown = pictures
    total = json.loads(shown["bac-giang-so-lieu"].data)[0]
    assert "](data:image/svg+xml;base64," in shown["bac-giang-tinh-hinh"].data
    assert f"{total['chưa, trong hạn']} phiếu chưa báo cáo trong hạn" in shown["bac-giang-tinh-hinh"].data


def test_the_same_state_is_drawn_the_same_way(progress: Progress) -> None:
    """An artifact is written anew only where its content changed."""
    assert picture_plan(progress, UI) == picture_plan(progress, UI)


def test_an_agency_on_which_nothing_changed_is_not_written_anew_for_the_day_alone(pictures: dict[str, Picture]) -> None:
    """The plan's own state bears each day; the pages of a thousand agencies do not fill the server's database."""
    agency, state = pictures["bac-giang-co-quan-so-y-te"], pictures["bac-giang-tinh-hinh"]
    assert "tình hình đến ngày 05/6/2023" in agency.data
    yesterday = agency.data.replace("tình hình đến ngày 05/6/2023", "tình hình đến ngày 31/12/2022", 1)
    assert agency.shows(yesterday)
    assert not agency.shows(yesterday.replace("trong hạn", "quá hạn", 1))
    assert not state.shows(state.data.replace("05/6/2023", "04/6/2023", 1))
    assert state.shows(state.data)


def test_the_same_figures_are_drawn_once_in_a_run(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[int] = []

    def draw(bars: Sequence[Bar]) -> str:
        drawn.append(len(bars))
        return "<svg/>"

    monkeypatch.setattr("reports.markdown.draw_punctuality", draw)
    _drawn.cache_clear()
    picture_plan(account.progress, UI)
    first = len(drawn)
    picture_plan(account.progress, UI)
    picture_summary(account, UI)
    _drawn.cache_clear()
    assert (first, len(drawn)) == (9, 9)  # by section, by agency, and the tasks of seven sections


def test_pages_of_all_agencies_make_values_of_what_they_show_alone(progress: Progress) -> None:
    made = progress.standings.made
    made.clear()
    pictures = picture_plan(progress, UI)
    rows = sum(
        picture.data.count("\n| II") + picture.data.count("\n| III")
        for picture in pictures
        if "-co-quan-" in picture.key
    )
    assert 0 < len(made) <= rows
    alone = render_agency(progress, "so-y-te", {})
    assert plain_words(alone) in plain_words(
        next(one.data for one in pictures if one.key == "bac-giang-co-quan-so-y-te")
    )


def plain_words(text: str) -> str:
    """Return a page without its links, so that one that stands alone can be held against one among others."""
    return re.sub(r"\n*\[[^]]*\]\([^)]*\)\n*", "", text).strip()
