"""The pages beside the board, and who may open which."""

from models.access.rights import Right, has_right
from web.door.desk import Visitor

TRAIL_PAGE, REPORTS_PAGE, VIEWS_PAGE = "nhat-ky", "bao-cao", "da-xem"
"""The parts of the address below the board's."""
FURTHER = (
    (Right.SEE_REPORTS, REPORTS_PAGE, "Báo cáo đã lập"),
    (Right.SEE_TRAIL, TRAIL_PAGE, "Nhật ký"),
    (Right.SEE_VIEWS, VIEWS_PAGE, "Ai đã xem gì"),
)
"""The right that each needs, its address, and its name."""


def further_pages(visitor: Visitor) -> tuple[tuple[str, str], ...]:
    """Return the pages beside the board that a visitor may open: the address below the board's, and its name."""
    return tuple((address, name) for right, address, name in FURTHER if has_right(visitor.access, right))
