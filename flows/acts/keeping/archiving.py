"""The archive of a year: everything of it in one file that opens without the program, made under the name of who asked."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flows.acts.keeping.backup import owner_of
from flows.acts.keeping.year_file import YearFile, check_archive
from flows.acts.open_home import OpenHome
from flows.acts.reports.progress import letterhead_of
from flows.faults import describe_system_fault
from models.audit.acts import Person, guard_person
from models.backups.archive import goes_into
from models.backups.noted import note_archive
from models.backups.packed import digest_of
from models.backups.shelf import drafted
from models.check_ins.state_words import STATE_WORDS
from models.clock import day_of
from models.files import system_words
from models.refusal import RefusedError
from models.reported.years.closed import Year, read_year
from plan.library import LoadedPlan
from plan.texts.written import format_day
from reports.archive.pages import Head
from reports.forms.names import OFFICE

FOLDER = "archives"
"""Where in a home archives are put that have no place of their own; no backup holds them."""
_NAMED = 5
"""How many agencies a refusal names."""


@dataclass(frozen=True)
class Archived:
    """An archive that was made: its file, size in bytes and SHA-256, of which year, and the rows by table; `missing` tells files
    of evidence that could not be put in, in sentences.
    """

    file: Path
    size: int
    sha256: str
    year: Year
    counts: Mapping[str, int]
    missing: tuple[str, ...]


def archive_year(
    office: OpenHome,
    plans: Sequence[LoadedPlan],
    year: int,
    to: Path | None,
    now: datetime,
    *,
    anyway: bool,
    by: Person,
) -> Archived:
    """Write the archive of a year of plans into a file that is not there, read it to its end, and record the act.

    `to` None is a file of the year's name in the home's own folder. Everything is of one state of the database; nothing is
    taken away from the home. A year that is not closed is refused, or with `anyway` marked as such. Raise RefusedError for
    that, for a year of which there is nothing, and where the file cannot be written.
    """
    guard_person(by)
    on = day_of(now)
    file = to or _own_file(office, plans, year)
    if file.is_dir():
        file /= _file_name(plans, year)
    if file.exists():
        raise RefusedError(f"Đã có tệp {file}; hãy ghi một tên khác ở --out.")
    if goes_into(file, office.home.path):
        raise RefusedError(f"Không để hồ sơ ở {file}: thư mục ấy nằm trong mọi bản sao lưu; hãy chọn thư mục khác.")
    trial, heads = office.is_trial, {one.plan.code: letterhead_of(office, one, OFFICE) for one in plans}
    codes = [one.plan.code for one in plans]
    try:
        with office.database.read() as session:
            found = read_year(session, year, codes, on)
            _guard(found, {one.plan.code: one for one in plans}, anyway=anyway)
            with drafted(file) as (draft, out):
                made = YearFile(session, office.home.evidence, out, Head(found, now, trial))
                missing = made.write(plans, heads)
                os.fsync(out.fileno())
                counts = check_archive(draft)
                digest = digest_of(draft)
    except OSError as error:
        raise RefusedError(
            f"Không ghi được hồ sơ {file} ({system_words(error)}); hãy kiểm tra thư mục và chỗ trống."
        ) from None
    told = f"năm {year}{'' if found.is_closed else ', chưa khép'}, sha256 {digest}"
    with office.database.write() as session:
        note_archive(session, owner_of(office), file.name, told, now, by=by)
    return Archived(file, file.stat().st_size, digest, found, counts, missing)


def _own_file(office: OpenHome, plans: Sequence[LoadedPlan], year: int) -> Path:
    folder = office.home.path / FOLDER
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise RefusedError(f"Không tạo được thư mục {folder} ({describe_system_fault(error)}).") from None
    return folder / _file_name(plans, year)


def _file_name(plans: Sequence[LoadedPlan], year: int) -> str:
    only = f"-{plans[0].plan.code}" if len(plans) == 1 else ""
    return f"ho-so-nam-{year}{only}.zip"


def _guard(found: Year, plans: Mapping[str, LoadedPlan], *, anyway: bool) -> None:
    """Raise RefusedError for a year of which there is nothing, and for one that is not closed unless `anyway`."""
    if not found.count:
        raise RefusedError(f"Không có phiếu báo cáo nào có hạn ban đầu trong năm {found.year}; chưa lập hồ sơ.")
    if found.is_closed or anyway:
        return
    last = format_day(found.waits_until)
    when = (
        f"Xử lý xong hoặc sau ngày {last}" if found.is_over else "Hết năm, khi mọi phiếu đã xong hoặc sau ngày " + last
    )
    raise RefusedError(
        f"Năm {found.year} chưa khép nên chưa lập hồ sơ: {describe_open(found, plans)}. {when} thì lập được; "
        "cần ngay thì thêm --anyway, hồ sơ ghi rõ là chưa khép."
    )


def describe_open(found: Year, plans: Mapping[str, LoadedPlan]) -> str:
    """Return what is still open in a year, in words without a full stop: what is waited for, and with which agencies."""
    if not found.is_over:
        return f"năm chưa hết (hôm nay {format_day(found.on)})"
    said = []
    if found.open:
        states: dict[str, int] = {}
        agencies: dict[str, int] = {}
        for one in found.open:
            states[STATE_WORDS[one.state]] = states.get(STATE_WORDS[one.state], 0) + one.count
            name = plans[one.plan].register.name_of(one.holder)
            agencies[name] = agencies.get(name, 0) + one.count
        worst = sorted(agencies.items(), key=lambda each: -each[1])
        rest = f" và {len(worst) - _NAMED} cơ quan khác" if len(worst) > _NAMED else ""
        said.append(
            f"còn {sum(states.values())} phiếu chưa xong ({', '.join(f'{count} {words}' for words, count in states.items())}), "
            f"của {', '.join(f'{name} {count}' for name, count in worst[:_NAMED])}{rest}"
        )
    if found.behind:
        names = ", ".join(plans[code].plan.document.short for code in found.behind)
        said.append(f"chưa có đợt đôn đốc nào chạy từ ngày 31/12/{found.year} cho {names}")
    return "; ".join(said)
