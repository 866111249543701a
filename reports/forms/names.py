"""The forms of report by their names on the command line, and whose each is."""

from collections.abc import Mapping

OFFICE, TRACKER, ROLL_UP = "office", "tracker", "roll-up"
FORM_NAMES: Mapping[str, str] = {
    OFFICE: "báo cáo của Văn phòng",
    TRACKER: "báo cáo của cơ quan theo dõi",
    ROLL_UP: "báo cáo tổng hợp một kỳ",
}
"""Whose report it is: the provincial office's, the tracker's, or that of the agency which gathers what the others reported."""
