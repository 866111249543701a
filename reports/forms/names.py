"""The forms of report by their names on the command line, and whose each is."""

from collections.abc import Mapping

OFFICE = "office"
FORM_NAMES: Mapping[str, str] = {
    OFFICE: "báo cáo của Văn phòng",
    "tracker": "báo cáo của cơ quan theo dõi",
    "roll-up": "báo cáo tổng hợp một kỳ",
}
"""Whose report it is: the provincial office's, the tracker's, or that of the agency which gathers what the others reported."""
