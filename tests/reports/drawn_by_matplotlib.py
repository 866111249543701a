"""The chart as matplotlib draws it, which the one that is written straight must be equal to."""

import io
import re
from collections.abc import Sequence

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from reports.chart import COLOURS, WIDTH_PX, Bar
from reports.labels import REPORTING_LABELS, shorten

_INK = {"on_time": "white", "late": "black", "open_in_time": "black", "open_overdue": "white"}
_DEAD_WEIGHT = re.compile(r'<!--.*?-->| transform="rotate\(-?0 [^"]*"|(?<=<g) id="\w+_\d+"|\n\s*(?=<)', re.DOTALL)
"""What nobody sees: comments, turns by no angle, names of groups, indentation."""


def drawn_by_matplotlib(bars: Sequence[Bar]) -> str:
    """Return the drawing of at least one bar."""
    height, drawn = 36 + 24 * len(bars) + 26, io.StringIO()
    with mpl.rc_context(
        {
            "svg.fonttype": "none",
            "svg.hashsalt": "dondoc",
            "font.family": "DejaVu Sans",
            "font.size": 9,
            "text.parse_math": False,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.spines.left": False,
        }
    ):
        figure = Figure(figsize=(WIDTH_PX * 0.75 / 72, height * 0.75 / 72))
        axes = figure.add_axes((0.355, 26 / height, 0.585, 1 - (36 + 26) / height))
        _draw_bars(axes, bars)
        figure.legend(loc="upper left", ncols=4, frameon=False, borderaxespad=0.2, handlelength=1.2, columnspacing=1.4)
        figure.savefig(drawn, format="svg", metadata={"Date": None, "Creator": None})
    return _DEAD_WEIGHT.sub("", drawn.getvalue())


def _draw_bars(axes: Axes, bars: Sequence[Bar]) -> None:
    places = [float(place) for place in range(len(bars))]
    totals = [sum(getattr(bar, cell) for cell in COLOURS) for bar in bars]
    begins = [0.0] * len(bars)
    for cell, colour in COLOURS.items():
        counts = [getattr(bar, cell) for bar in bars]
        widths = [100 * count / (total or 1) for count, total in zip(counts, totals, strict=True)]
        axes.barh(places, widths, left=begins, height=0.72, color=colour, label=REPORTING_LABELS[cell])
        for place, begin, width, count in zip(places, begins, widths, counts, strict=True):
            if width >= 3.0:
                ink = _INK[cell]
                axes.text(begin + width / 2, place, str(count), color=ink, ha="center", va="center_baseline")
        begins = [begin + width for begin, width in zip(begins, widths, strict=True)]
    for place, total in zip(places, totals, strict=True):
        axes.text(101.5, place, str(total), color="#555555", ha="left", va="center_baseline")
    axes.set_yticks(places, [shorten(bar.name, 36) for bar in bars])
    axes.set_ylim(len(bars) - 0.4, -0.6)
    axes.set_xlim(0, 100)
    axes.set_xticks([0, 25, 50, 75, 100], ["0", "25%", "50%", "75%", "100%"])
    axes.tick_params(axis="y", length=0)
    axes.set_axisbelow(True)
    axes.grid(axis="x", color="#dddddd", linewidth=0.6)
