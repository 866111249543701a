"""Charts as SVG text, written straight: the same drawing as matplotlib's, which would take a hundred times as long.

A test holds the two against each other to the byte, so sums are made in matplotlib's order; a sixth digit behind the point
may still be rounded the other way. Of matplotlib itself only the measuring of letters is used, and this is the one file
that knows it.
"""

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from xml.sax.saxutils import escape

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from reports.labels import REPORTING_LABELS, shorten

COLOURS = {"on_time": "#2e7d32", "late": "#ef9a9a", "open_in_time": "#ffb300", "open_overdue": "#c62828"}
"""Green in time, amber while time is left, red overdue; what came in late is a paler red, for it stays late."""
_WHITE_INK = ("on_time", "open_overdue")
"""The cells whose figures are white, for their colour is dark."""
WIDTH_PX = 700
"""The width at which a chart is shown, in CSS pixels; letters are 12 px high there."""
_POINTS_PER_PX = 0.75
_BAR_PX = 24
_ABOVE_PX = 36
_BELOW_PX = 26
_LEFT, _WIDE = 0.355, 0.585
"""Where the bars begin and how far they may reach, in shares of the width: names stand before them, totals behind."""
_NAME_LETTERS = 36
_MIN_PERCENT = 3.0
"""A figure in a narrower part of a bar would run over its neighbours; the table below a chart has it."""
_BAR = 0.72
"""A bar's height, in rows."""
_FONT = FontProperties(family="DejaVu Sans", size=12 * _POINTS_PER_PX)
_ASCENT = 1556 / 2048 * 12 * _POINTS_PER_PX
"""How high the font says that its letters stand, in points; some capitals with two marks stand higher."""
_LEGEND_BASE, _LEGEND_TOP = 12.598594, 6.298594
_LEGEND = dict(zip(COLOURS, (5.4, 117.50625, 223.710469, 365.402812), strict=True))
"""Where the four colours are named: one beside the other above the bars, each as wide as its name."""


@dataclass(frozen=True)
class Bar:
    """One row of the chart: a name, and its check-ins by the four cells of punctuality."""

    name: str
    on_time: int
    late: int
    open_in_time: int
    open_overdue: int


@dataclass(frozen=True)
class _Frame:
    """What a chart of so many rows is drawn in, in points from its upper left corner.

    `left`, `right`, `top` and `bottom` bound the bars, `height` is the whole drawing's. A row is `row` high and a hundredth
    of the bars' width `percent` wide; `first` is what the place of a row is added to, counted from the bottom. `clip` is
    the name of the bars' bounds, and `bounds` their element.
    """

    height: float
    left: float
    right: float
    top: float
    bottom: float
    percent: float
    row: float
    first: float
    clip: str
    bounds: str

    def across(self, percent: float) -> float:
        """Return where a percentage stands."""
        return self.percent * percent + self.left

    def down(self, place: float) -> float:
        """Return how far down a place is, in rows; the middle of the first is 0."""
        return self.height - (self.first - self.row * place)

    def base(self, place: int, ascent: float = _ASCENT) -> float:
        """Return where letters of this height stand, whose middle is the row's."""
        above = self.first - self.row * place
        middle = self.height - above
        return middle + ((self.height - (above - ascent / 2)) - middle)


@lru_cache(maxsize=64)
def _frame(rows: int) -> _Frame:
    height_px = _ABOVE_PX + _BAR_PX * rows + _BELOW_PX
    width, height = WIDTH_PX * _POINTS_PER_PX / 72 * 72, height_px * _POINTS_PER_PX / 72 * 72
    below, share = _BELOW_PX / height_px, 1 - (_ABOVE_PX + _BELOW_PX) / height_px
    left, right = width * _LEFT, width * (_LEFT + _WIDE)
    bottom, top = height * below, height * (below + share)  # from the lower edge
    wide, high = right - left, top - bottom
    bounds = (left, height - (bottom + high), wide, high)
    named = sha256(f"dondoc({', '.join(f'np.float64({one!r})' for one in bounds)})".encode()).hexdigest()
    lowest, upmost = rows - 0.4, -0.6
    scale = 1.0 / (upmost - lowest)
    x, y, across, along = map(_short, bounds)
    return _Frame(
        height=height,
        left=left,
        right=right,
        top=height - top,
        bottom=height - bottom,
        percent=wide * (1 / 100),
        row=-(high * scale),
        first=high * (-lowest * scale) + bottom,
        clip=f"p{named[:10]}",
        bounds=f'<rect x="{x}" y="{y}" width="{across}" height="{along}"/>',
    )


def draw_punctuality(bars: Sequence[Bar]) -> str:
    """Return an SVG of horizontal bars, the first on top: the shares of the four cells, with their counts inside.

    At the end of each bar stands how many check-ins it is about. The same figures give the same text. The letters stay
    text (DejaVu Sans, or whatever stands in for it), so that the drawing is small and can be read out.
    """
    frame = _frame(max(1, len(bars)))
    return "".join(
        (
            _begin(frame),
            *_scale(frame),
            *_names(frame, bars),
            *_parts(frame, bars),
            *_totals(frame, bars),
            *_legend(),
            f'<defs><clipPath id="{frame.clip}">{frame.bounds}</clipPath></defs></svg>\n',
        )
    )


def _begin(frame: _Frame) -> str:
    width, height, white = _short(WIDTH_PX * _POINTS_PER_PX), _short(frame.height), ' style="fill: #ffffff"'
    return (
        '<?xml version="1.0" encoding="utf-8" standalone="no"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN"\n'
        '  "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
        f'<svg xmlns:xlink="http://www.w3.org/1999/xlink" width="{width}pt" height="{height}pt" '
        f'viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg" version="1.1">'
        '<metadata><rdf:RDF xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:cc="http://creativecommons.org/ns#" '
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><cc:Work>'
        '<dc:type rdf:resource="http://purl.org/dc/dcmitype/StillImage"/><dc:format>image/svg+xml</dc:format>'
        '</cc:Work></rdf:RDF></metadata><defs><style type="text/css">'
        "*{stroke-linejoin: round; stroke-linecap: butt}</style></defs>"
        f"<g>{_box(0, WIDTH_PX * _POINTS_PER_PX, frame.height, 0, white)}"
        f"<g>{_box(frame.left, frame.right, frame.bottom, frame.top, white)}"
    )


def _scale(frame: _Frame) -> Iterator[str]:
    """Yield the percentages below the bars with their lines."""
    look, bottom = "stroke: #000000; stroke-width: 0.8", _short(frame.bottom)
    grid = "fill: none; stroke: #dddddd; stroke-width: 0.6; stroke-linecap: square"
    yield '<g id="matplotlib.axis_1">'
    for percent in (0, 25, 50, 75, 100):
        at = _short(frame.across(percent))
        mark = "" if percent else f'<defs><path id="m18c2b660ed" d="M 0 0 \nL 0 3.5 \n" style="{look}"/></defs>'
        line = f'd="M {at} {bottom} \nL {at} {_short(frame.top)} \n" clip-path="url(#{frame.clip})" style="{grid}"'
        label = _text(f"{percent}%" if percent else "0", frame.across(percent), frame.bottom + 7 + _ASCENT, "middle")
        used = f'<use xlink:href="#m18c2b660ed" x="{at}" y="{bottom}" style="{look}"/>'
        yield f"<g><g><path {line}/></g><g>{mark}<g>{used}</g></g>{label}</g>"
    yield "</g>"


def _names(frame: _Frame, bars: Sequence[Bar]) -> Iterator[str]:
    yield '<g id="matplotlib.axis_2">'
    for place, bar in enumerate(bars):
        name = shorten(bar.name, _NAME_LETTERS)
        there = _text(name, frame.left - 3.5, frame.base(place, _ascent(name)), "end") if name else ""
        yield f"<g><g/>{there}</g>"
    yield "</g>"


def _ascent(name: str) -> float:
    """Return how high the letters of a name stand above their line, in points."""
    reach = [_reach(letter) for letter in set(name)]
    above, below = max(one[0] for one in reach), max(one[1] for one in reach)
    return max((above + below) * _GRAIN - below * _GRAIN, _ASCENT)


_GRAIN = 1 / 64 * (12 * _POINTS_PER_PX / 100)
"""In what letters are measured: the 64th of a point, in letters of 100 points."""


@lru_cache(maxsize=1024)
def _reach(letter: str) -> tuple[int, int]:
    """Return how far a letter reaches above its line and below, in grains."""
    _, height, below = text_to_path.get_text_width_height_descent(letter, _FONT, ismath=False)
    return round((height - below) / _GRAIN), round(below / _GRAIN)


def _parts(frame: _Frame, bars: Sequence[Bar]) -> Iterator[str]:
    """Yield the parts of all bars by cell, the line below them, and the counts of those that have room for one."""
    begins, counts = [0.0] * len(bars), []
    for cell, colour in COLOURS.items():
        look = f' clip-path="url(#{frame.clip})" style="fill: {colour}"'
        ink = "#ffffff" if cell in _WHITE_INK else ""
        for place, bar in enumerate(bars):
            count, begin = getattr(bar, cell), begins[place]
            width = 100 * count / (_total(bar) or 1)
            begins[place] = begin + width
            yield _bar(frame, place, begin, begins[place], look)
            if width >= _MIN_PERCENT:
                counts.append(_text(str(count), frame.across(begin + width / 2), frame.base(place), "middle", ink))
    line = f"M {_short(frame.left)} {_short(frame.bottom)} \nL {_short(frame.right)} {_short(frame.bottom)} \n"
    look = "fill: none; stroke: #000000; stroke-width: 0.8; stroke-linejoin: miter; stroke-linecap: square"
    yield f'<g><path d="{line}" style="{look}"/></g>'
    yield from counts


def _bar(frame: _Frame, place: int, begin: float, end: float, look: str) -> str:
    """Return a part of a row's bar; `begin` and `end` are percentages."""
    left, upper = frame.across(begin), frame.down(place - _BAR / 2)
    high = (place - _BAR / 2 + _BAR) - (place - _BAR / 2)
    return _box(left, frame.percent * (end - begin) + left, upper, frame.row * high + upper, look)


def _totals(frame: _Frame, bars: Sequence[Bar]) -> Iterator[str]:
    for place, bar in enumerate(bars):
        yield _text(str(_total(bar)), frame.across(101.5), frame.base(place), "start", "#555555")
    yield "</g>"


def _legend() -> Iterator[str]:
    yield "<g>"
    for cell, at in _LEGEND.items():
        yield _box(at, at + 10.8, _LEGEND_BASE, _LEGEND_TOP, f' style="fill: {COLOURS[cell]}"')
        yield _text(REPORTING_LABELS[cell], at + 18, _LEGEND_BASE, "start")
    yield "</g></g>"


def _text(text: str, across: float, base: float, anchor: str, ink: str = "") -> str:
    look = f"font-size: 9px; font-family: 'DejaVu Sans'; text-anchor: {anchor}{f'; fill: {ink}' if ink else ''}"
    return f'<g><text style="{look}" x="{_short(across)}" y="{_short(base)}">{escape(text)}</text></g>'


def _box(left: float, right: float, upper: float, lower: float, look: str) -> str:
    begins, ends, first, last = map(_short, (left, right, upper, lower))
    corners = f"M {begins} {first} \nL {ends} {first} \nL {ends} {last} \nL {begins} {last} \nz\n"
    return f'<g><path d="{corners}"{look}/></g>'


def _short(number: float) -> str:
    return f"{number:f}".rstrip("0").rstrip(".")


def _total(bar: Bar) -> int:
    return sum(getattr(bar, cell) for cell in COLOURS)


def data_uri(svg: str) -> str:
    """Return an SVG as an address that an image of a page or of Markdown can hold."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode("ascii")
