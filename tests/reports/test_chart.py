"""The chart of punctuality: sound SVG with the figures in it, the same for the same figures."""

import base64
from itertools import pairwise
from xml.etree import ElementTree as ET

from reports.chart import COLOURS, WIDTH_PX, Bar, data_uri, draw_punctuality

BARS = [
    Bar("Sở Y tế", 12, 3, 5, 20),
    Bar("Ban Quản lý các khu công nghiệp tỉnh Bắc Giang", 200, 0, 0, 1),
    Bar("Chưa hỏi ai", 0, 0, 0, 0),
]


def parse(svg: str) -> ET.Element:
    """Read an SVG; what is not sound XML fails here."""
    return ET.fromstring(svg)  # noqa: S314  our own drawing


def parts_of(svg: str) -> list[tuple[float, float, str]]:
    """Return where each part of a bar begins, how wide it is, and its colour."""
    drawn = parse(svg).iter("{http://www.w3.org/2000/svg}rect")
    found = [(float(one.get("x") or 0), float(one.get("width") or 0), one.get("fill") or "") for one in drawn]
    return [one for one in found if one[0] >= 248 and one[1] != 14]


def texts_of(svg: str) -> list[str]:
    return [element.text or "" for element in parse(svg).iter("{http://www.w3.org/2000/svg}text")]


def test_the_figures_the_names_and_the_four_cells_are_written_in_it() -> None:
    texts = texts_of(draw_punctuality(BARS))
    assert {"12", "3", "5", "20", "40", "200", "201", "0"} <= set(texts)
    assert {"Sở Y tế", "Ban Quản lý các khu công nghiệp…"} <= set(texts)
    assert {"Báo cáo đúng hạn", "Báo cáo quá hạn", "Chưa báo cáo, trong hạn", "Chưa báo cáo, quá hạn"} <= set(texts)


def test_the_same_figures_give_the_same_text() -> None:
    assert draw_punctuality(BARS) == draw_punctuality(list(BARS))


def test_other_figures_give_another_chart() -> None:
    assert draw_punctuality(BARS) != draw_punctuality([*BARS[:2], Bar("Chưa hỏi ai", 1, 0, 0, 0)])


def test_it_is_as_wide_as_it_is_shown_and_grows_with_its_bars() -> None:
    short, tall = (parse(draw_punctuality(BARS * times)) for times in (1, 10))
    assert short.get("width") == tall.get("width") == str(WIDTH_PX)
    assert int(tall.get("height") or 0) == int(short.get("height") or 0) + 27 * 24


def test_each_part_is_as_wide_as_its_share_and_begins_where_the_one_before_it_ends() -> None:
    (bar, *_) = BARS
    parts = parts_of(draw_punctuality([bar]))
    assert [round(width / 410, 3) for _, width, _ in parts] == [0.3, 0.075, 0.125, 0.5]
    assert [colour for *_, colour in parts] == list(COLOURS.values())
    assert all(round(x + width, 1) == after for (x, width, _), (after, *_) in pairwise(parts))
    assert [colour for *_, colour in parts_of(draw_punctuality(BARS[1:]))] == [
        COLOURS["on_time"],
        COLOURS["open_overdue"],
    ]


def test_a_part_too_narrow_for_its_count_has_none_and_the_total_tells() -> None:
    texts = texts_of(draw_punctuality(BARS[1:2]))
    assert texts[-2:] == ["200", "201"]


def test_the_cells_have_their_colours_and_no_other_name_can_be_taken_for_one() -> None:
    svg = draw_punctuality(BARS)
    assert all(colour in svg for colour in COLOURS.values())
    assert len(set(COLOURS.values())) == 4


def test_32_agencies_stay_small_enough_for_an_artifact() -> None:
    svg = draw_punctuality([Bar(f"UBND huyện số {number}", 9, 4, 3, 10) for number in range(32)])
    assert len(svg.encode()) < 60_000


def test_a_name_is_text_and_neither_markup_nor_a_formula() -> None:
    texts = texts_of(draw_punctuality([Bar("<b>&$x^2$ \\alpha", 1, 0, 0, 0)]))
    assert "<b>&$x^2$ \\alpha" in texts


def test_no_bar_at_all_is_still_a_drawing() -> None:
    assert "Báo cáo đúng hạn" in texts_of(draw_punctuality([]))


def test_as_an_address_it_comes_back_whole() -> None:
    svg = draw_punctuality(BARS)
    kind, _, content = data_uri(svg).partition(",")
    assert kind == "data:image/svg+xml;base64"
    assert base64.b64decode(content).decode() == svg
