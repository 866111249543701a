"""Charts as SVG: a template with bars, counts and names, in which the letters stay text."""

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from reports.labels import REPORTING_LABELS, shorten

COLOURS = {"on_time": "#2e7d32", "late": "#ef9a9a", "open_in_time": "#ffb300", "open_overdue": "#c62828"}
"""Green in time, amber while time is left, red overdue; what came in late is a paler red, for it stays late."""
_WHITE_INK = ("on_time", "open_overdue")
"""The cells whose figures are white, for their colour is dark."""
WIDTH_PX = 700
"""The width of a chart in CSS pixels, as are all other measures here; letters are 12 high."""
_ROW, _THICK = 24, 17
"""How high a row is, and the bar in it."""
_ABOVE, _BELOW = 36, 26
"""The room for the names of the colours above all bars, and for the percentages below them."""
_LEFT, _WIDE = 248, 410
"""Where the bars begin and how far they may reach: names stand before them, totals behind."""
_BASE = 16
"""How far below the upper edge of its row the letters of a row stand."""
_LEGEND = dict(zip(COLOURS, (7, 157, 298, 487), strict=True))
"""Where the four colours are named: one beside the other above the bars, each as wide as its name."""
_NAME_LETTERS = 36
_LEAST_SHARE = 0.03
"""A figure in a narrower part of a bar would run over its neighbours; the table below a chart has it."""


@dataclass(frozen=True)
class Bar:
    """One row of the chart: a name, and its check-ins by the four cells of punctuality."""

    name: str
    on_time: int
    late: int
    open_in_time: int
    open_overdue: int


@dataclass(frozen=True)
class _Part:
    """A cell's share of a bar; its count is None where it has no room."""

    cell: str
    x: float
    width: float
    middle: float
    count: int | None


@dataclass(frozen=True)
class _Row:
    name: str
    y: float
    base: int
    parts: tuple[_Part, ...]
    total: int


def draw_punctuality(bars: Sequence[Bar]) -> str:
    """Return an SVG of horizontal bars, the first on top: the shares of the four cells, with their counts inside.

    At the end of each bar stands how many check-ins it is about. The same figures give the same text. The letters stay
    text (DejaVu Sans, or whatever stands in for it), so that the drawing is small and can be read out.
    """
    bottom = _ABOVE + _ROW * max(1, len(bars))
    return _TEMPLATE.render(
        width=WIDTH_PX,
        height=bottom + _BELOW,
        left=_LEFT,
        wide=_WIDE,
        top=_ABOVE,
        bottom=bottom,
        thick=_THICK,
        colours=COLOURS,
        white_ink=_WHITE_INK,
        legend=[(cell, REPORTING_LABELS[cell], at) for cell, at in _LEGEND.items()],
        rows=[_row(bar, _ABOVE + _ROW * place) for place, bar in enumerate(bars)],
    )


def _row(bar: Bar, upper: int) -> _Row:
    total = sum(getattr(bar, cell) for cell in COLOURS)
    name = shorten(bar.name, _NAME_LETTERS)
    return _Row(name, upper + (_ROW - _THICK) / 2, upper + _BASE, tuple(_parts(bar, total)), total)


def _parts(bar: Bar, total: int) -> Iterator[_Part]:
    """Yield what a bar is made of, from its left end; cells without a check-in take no part."""
    begin = 0
    for cell in COLOURS:
        if count := getattr(bar, cell):
            left, right = (round(_LEFT + _WIDE * at / total, 1) for at in (begin, begin + count))
            has_room = count / total >= _LEAST_SHARE
            middle = round((left + right) / 2, 1)
            yield _Part(cell, left, round(right - left, 1), middle, count if has_room else None)
        begin += count


def data_uri(svg: str) -> str:
    """Return an SVG as an address that an image of a page or of Markdown can hold."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode("ascii")


_TEMPLATE = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=StrictUndefined,
).get_template("punctuality.svg.j2")
