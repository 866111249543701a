"""Writing the office's report into a folder, one file for each form."""

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

from models.files import SHARED, write_whole
from plan.refs import slug
from reports.account.account import Account
from reports.account.account_json import account_json
from reports.account.ledger import ledger_of
from reports.excel import build_workbook
from reports.forms.blocks import Written
from reports.forms.names import OFFICE, ROLL_UP, TRACKER
from reports.forms.office_report import office_report
from reports.forms.roll_up_report import roll_up_report
from reports.forms.tracker_report import tracker_report
from reports.markdown import render_summary
from reports.portable import convert_to_pdf
from reports.status import status_json
from reports.word.document import build_word


def write_chairman_report(account: Account, folder: Path, formats: Iterable[str]) -> tuple[Path, ...]:
    """Write the report to `folder`, which is made if need be, and return the files in the order of `formats`.

    A file is `<plan>-<day>.<format>`, before its day with whose report it is, if not the office's, and its kind, if not on request; one of that name is replaced in one step, so that nobody reads half of it. Raise
    ValueError for a format that is not in `FORMATS`, NoPdfError where no PDF can be made, and LetterheadError where nothing
    can be written into the office's own letterhead: all of them before anything is written.
    """
    wanted = tuple(dict.fromkeys(formats))
    for name in wanted:
        if name not in FORMATS:
            raise ValueError(f"unknown report format {name!r}; known are {', '.join(FORMATS)}")
    folder.mkdir(parents=True, exist_ok=True)
    progress, kind = account.progress, account.span.kind
    named = "".join(f"{part}-" for part in (account.form, kind) if part not in (OFFICE, "request"))
    stem = f"{slug(progress.plan.code)}-{named}{progress.on.isoformat()}"
    contents = {folder / f"{stem}.{name}": FORMATS[name](account) for name in wanted}
    for path, content in contents.items():
        write_whole(path, content, SHARED)
    return tuple(contents)


FORMS: dict[str, Callable[[Account], Written]] = {
    OFFICE: office_report,
    TRACKER: tracker_report,
    ROLL_UP: roll_up_report,
}
"""Whose report it is, by the names of `reports.forms.names`."""


def _word(account: Account) -> bytes:
    progress = account.progress
    written = replace(FORMS[account.form](account), mark=account.mark)
    dated = progress.known_at.astimezone(ZoneInfo("Asia/Ho_Chi_Minh")).date()
    # The first row of a sheet is its head.
    rows = {one.code: place for place, one in enumerate(ledger_of(account), start=2)}
    return build_word(written, account.letterhead, progress.on, dated, rows, trial=progress.trial)


def _markdown(account: Account) -> bytes:
    return render_summary(account, FORMS[account.form](account), with_charts=False).encode()


def _json(account: Account) -> bytes:
    told = {**status_json(account.progress), "report": account_json(account)}
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


def _pdf(account: Account) -> bytes:
    return convert_to_pdf(_word(account))


FORMATS: dict[str, Callable[[Account], bytes]] = {
    "docx": _word,
    "xlsx": build_workbook,
    "md": _markdown,
    "json": _json,
    "pdf": _pdf,
}
"""The forms of the report, by the ending of their files."""
