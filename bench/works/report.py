"""The Chairman's report in Word, beside the group-by with pandas that its figures rest on, and the writing.

What writing costs is what lxml and zip take for the same file, whose markup the floor is given: read in one go, written
out and packed once.
"""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

from bench.lines import Line, ratio_line
from bench.made_up.provinces import NORMAL_DAY
from bench.measuring import Stopwatch, WorkFailedError, guard_same
from bench.setting import Setting

MOST = 1.5


def run(setting: Setting, size: int) -> Iterator[Line]:
    """Measure the Word report of every plan of a home of a normal day."""
    name = f"normal-{size}"
    setting.ensure(name, "bench.works.round_day:make", kind="normal", size=size)
    with setting.shelf.copy(name) as home:
        given = setting.given(home)
        cost = setting.measure("bench.works.report:product", **given)
        floor = setting.measure("bench.works.report:bare", **given)
        guard_same(cost, floor, "plans", "paragraphs", "cells")
        yield ratio_line("the report in Word", size, setting.store, cost, floor, MOST)


def product(watch: Stopwatch, folder: str, url: str) -> dict[str, int]:
    """Write the report of each plan."""
    files = _write_reports(watch, folder, url)
    return {"plans": len(files), **_counted(files)}


def bare(watch: Stopwatch, folder: str, url: str) -> dict[str, int]:
    """Ask the statement and group by, and write the files that the product has written from their parts."""
    from lxml import etree  # type: ignore[import-untyped]  # the library has no types

    from bench.works import reading

    files = _write_reports(Stopwatch(), folder, url)
    reading.bare(watch, folder, url)
    packed: list[bytes] = []
    for file in files:
        with zipfile.ZipFile(io.BytesIO(file)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        with watch.running():
            tree = etree.fromstring(parts[_TEXT])
            parts[_TEXT] = etree.tostring(tree, encoding="UTF-8", standalone=True)
            written = io.BytesIO()
            with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
                for name, content in parts.items():
                    archive.writestr(name, content)
        packed.append(written.getvalue())
    return {"plans": len(packed), **_counted(packed)}


_TEXT = "word/document.xml"


def _write_reports(watch: Stopwatch, folder: str, url: str) -> list[bytes]:
    from bench.made_up.homes import MadeHome
    from flows.acts.open_home import load_plans
    from flows.acts.reports.progress import plan_account, telling_of
    from reports.chairman import write_chairman_report

    found: list[Path] = []
    with MadeHome(Path(folder), url).open(NORMAL_DAY) as office:
        plans = load_plans(office)
        with watch.running():
            for code, loaded in plans.items():
                account = plan_account(office, loaded, telling_of(office, code, NORMAL_DAY))
                found += write_chairman_report(account, Path(folder), ("docx",))
    return [file.read_bytes() for file in found]


def _counted(files: list[bytes]) -> dict[str, int]:
    """Return how many paragraphs and cells Word files have."""
    from docx import Document
    from docx.oxml.ns import qn

    bodies = [Document(io.BytesIO(file)).element.body for file in files]
    found = {
        kind: sum(1 for body in bodies for _ in body.iter(qn(tag)))
        for kind, tag in (("paragraphs", "w:p"), ("cells", "w:tc"))
    }
    if not found["cells"]:
        raise WorkFailedError("the reports have no table")
    return found
