"""PDF files whose words and rules stand where a test puts them."""

from collections.abc import Sequence
from io import BytesIO

from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

Put = tuple[float, float, str]
"""Words with their place: inches from the left and from the top of a page of 8.3 by 11.7."""
WIDE, HIGH = 8.3, 11.7


def a_pdf(
    pages: Sequence[Sequence[Put]], grids: Sequence[tuple[Sequence[float], Sequence[float]]] = (), size: int = 12
) -> bytes:
    """Return a PDF. `grids` are the rules of each page: where they stand from the left, and where from the top."""
    out = BytesIO()
    with PdfPages(out, metadata={"CreationDate": None}) as file:
        for number, words in enumerate(pages):
            figure = Figure(figsize=(WIDE, HIGH))
            for left, top, text in words:
                figure.text(left / WIDE, 1 - top / HIGH, text, fontsize=size, family="DejaVu Sans", parse_math=False)
            across, down = grids[number] if number < len(grids) else ((), ())
            for left in across:
                _rule(figure, (left, left), (down[0], down[-1]))
            for top in down:
                _rule(figure, (across[0], across[-1]), (top, top))
            file.savefig(figure)
    return out.getvalue()


def _rule(figure: Figure, across: tuple[float, float], down: tuple[float, float]) -> None:
    line = Line2D([one / WIDE for one in across], [1 - one / HIGH for one in down], color="black", linewidth=0.5)
    figure.add_artist(line)
