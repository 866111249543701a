"""Charts as SVG text: the one file that knows matplotlib."""

import base64
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from reports.labels import REPORTING_LABELS, shorten

COLOURS = {"on_time": "#2e7d32", "late": "#ef9a9a", "open_in_time": "#ffb300", "open_overdue": "#c62828"}
"""Green in time, amber while time is left, red overdue; what came in late is a paler red, for it stays late."""
_INK = {"on_time": "white", "late": "black", "open_in_time": "black", "open_overdue": "white"}
WIDTH_PX = 700
"""The width at which a chart is shown, in CSS pixels; letters are 12 px high there."""
_POINTS_PER_PX = 0.75
_BAR_PX = 24
_ABOVE_PX = 36
_BELOW_PX = 26
_NAME_LETTERS = 36
_MIN_PERCENT = 3.0
"""A figure in a narrower part of a bar would run over its neighbours; the table below a chart has it."""


@dataclass(frozen=True)
class Bar:
    """One row of the chart: a name, and its check-ins by the four cells of punctuality."""

    name: str
    on_time: int
    late: int
    open_in_time: int
    open_overdue: int


def draw_punctuality(bars: Sequence[Bar]) -> str:
    """Return an SVG of horizontal bars, the first on top: the shares of the four cells, with their counts inside.

    At the end of each bar stands how many check-ins it is about. The same figures give the same text. The letters stay
    text (DejaVu Sans, or whatever stands in for it), so that the drawing is small and can be read out.
    """
    height = _ABOVE_PX + _BAR_PX * max(1, len(bars)) + _BELOW_PX
    with mpl.rc_context(
        {
            "svg.fonttype": "none",
            "svg.hashsalt": "dondoc",
            "font.family": "DejaVu Sans",
            "font.size": 12 * _POINTS_PER_PX,
            "text.parse_math": False,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.spines.left": False,
        }
    ):
        figure = Figure(figsize=(WIDTH_PX * _POINTS_PER_PX / 72, height * _POINTS_PER_PX / 72))
        axes = figure.add_axes((0.355, _BELOW_PX / height, 0.585, 1 - (_ABOVE_PX + _BELOW_PX) / height))
        _draw_bars(axes, bars)
        figure.legend(loc="upper left", ncols=4, frameon=False, borderaxespad=0.2, handlelength=1.2, columnspacing=1.4)
        drawn = io.StringIO()
        figure.savefig(drawn, format="svg", metadata={"Date": None, "Creator": None})
    return _smaller(drawn.getvalue())


def _draw_bars(axes: Axes, bars: Sequence[Bar]) -> None:
    places = [float(place) for place in range(len(bars))]
    totals = [sum(_parts(bar).values()) for bar in bars]
    begins = [0.0] * len(bars)
    for cell, colour in COLOURS.items():
        counts = [_parts(bar)[cell] for bar in bars]
        widths = [100 * count / (total or 1) for count, total in zip(counts, totals, strict=True)]
        axes.barh(places, widths, left=begins, height=0.72, color=colour, label=REPORTING_LABELS[cell])
        for place, begin, width, count in zip(places, begins, widths, counts, strict=True):
            if width >= _MIN_PERCENT:
                ink = _INK[cell]
                axes.text(begin + width / 2, place, str(count), color=ink, ha="center", va="center_baseline")
        begins = [begin + width for begin, width in zip(begins, widths, strict=True)]
    for place, total in zip(places, totals, strict=True):
        axes.text(101.5, place, str(total), color="#555555", ha="left", va="center_baseline")
    axes.set_yticks(places, [shorten(bar.name, _NAME_LETTERS) for bar in bars])
    axes.set_ylim(max(1, len(bars)) - 0.4, -0.6)
    axes.set_xlim(0, 100)
    axes.set_xticks([0, 25, 50, 75, 100], ["0", "25%", "50%", "75%", "100%"])
    axes.tick_params(axis="y", length=0)
    axes.set_axisbelow(True)
    axes.grid(axis="x", color="#dddddd", linewidth=0.6)


def _parts(bar: Bar) -> dict[str, int]:
    return {cell: getattr(bar, cell) for cell in COLOURS}


_DEAD_WEIGHT = re.compile(r'<!--.*?-->| transform="rotate\(-?0 [^"]*"|(?<=<g) id="\w+_\d+"|\n\s*(?=<)', re.DOTALL)


def _smaller(svg: str) -> str:
    """Leave out what nobody sees: comments, turns by no angle, names of groups, indentation."""
    return _DEAD_WEIGHT.sub("", svg)


def data_uri(svg: str) -> str:
    """Return an SVG as an address that an image of a page or of Markdown can hold."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode("ascii")
