"""Writing the Chairman's report into a folder, one file for each form."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path

from models.files import SHARED, write_whole
from plan.refs import slug
from reports.markdown import render_summary
from reports.progress import Progress
from reports.status import status_json
from reports.word import build_summary


def write_chairman_report(progress: Progress, folder: Path, formats: Iterable[str]) -> tuple[Path, ...]:
    """Write the report to `folder`, which is made if need be, and return the files in the order of `formats`.

    A file is `<plan>-<day>.<format>`; one of that name is replaced in one step, so that nobody reads half of it. Raise
    ValueError for a format that is not in `FORMATS`, before anything is written.
    """
    wanted = tuple(dict.fromkeys(formats))
    for name in wanted:
        if name not in FORMATS:
            raise ValueError(f"unknown report format {name!r}; known are {', '.join(FORMATS)}")
    folder.mkdir(parents=True, exist_ok=True)
    stem = f"{slug(progress.plan.code)}-{progress.on.isoformat()}"
    written = []
    for name in wanted:
        path = folder / f"{stem}.{name}"
        write_whole(path, FORMATS[name](progress), SHARED)
        written.append(path)
    return tuple(written)


def _markdown(progress: Progress) -> bytes:
    return render_summary(progress, with_charts=False).encode()


def _json(progress: Progress) -> bytes:
    return (json.dumps(status_json(progress), ensure_ascii=False, indent=1) + "\n").encode()


FORMATS: dict[str, Callable[[Progress], bytes]] = {"docx": build_summary, "md": _markdown, "json": _json}
"""The forms of the report, by the ending of their files."""
