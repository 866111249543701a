"""What the home is worked with: the Python, the libraries, and the machine's clock as the program reads it."""

import platform
import sys
from collections.abc import Iterator

from flows.acts.doctor.findings import BROKEN, GOOD, NOTE, Finding
from flows.acts.keeping.versions import read_versions
from flows.acts.open_home import OpenHome
from models.clock import Clock, in_zone
from plan.texts.written import format_moment

KNOWN_PYTHONS = ((3, 11), (3, 12), (3, 13))
"""The Pythons for which the list of libraries was made."""


def examine_program(office: OpenHome) -> Iterator[Finding]:
    """Yield whether this Python and these libraries are those that the program was tried with, and what its clock shows."""
    python = platform.python_version()
    if sys.version_info[:2] in KNOWN_PYTHONS:
        yield Finding(GOOD, f"Python {python}: dùng được.")
    else:
        known = ", ".join(f"{major}.{minor}" for major, minor in KNOWN_PYTHONS)
        yield Finding(NOTE, f"Python {python} chưa được thử với chương trình.", f"Hãy dùng Python {known}.")
    fits = read_versions(None).libraries_fit
    if fits is False:
        yield Finding(
            BROKEN,
            "Thư viện trong môi trường không đúng danh sách requirements.lock của chương trình.",
            "Hãy dừng dondoc up rồi chạy lại ./dondoc up: lệnh tự lập lại môi trường.",
        )
    elif fits:
        yield Finding(GOOD, "Thư viện: đúng danh sách requirements.lock.")
    if not office.is_trial:
        yield Finding(GOOD, f"Đồng hồ của máy chỉ {format_moment(in_zone(Clock().now()))}, giờ Việt Nam.")
