"""The file of a year: its parts in their order, written in a stream, and held against its own list of hashes later."""

import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import IO

from models.answers.evidence import file_of
from models.backups.packed import chunks_of, digest_of, opened, put_part, read_part
from models.check_ins.standings import Standing
from models.clock import in_zone
from models.database import Session
from models.decisions.requests import asked_once
from models.files import PRIVATE
from models.refusal import RefusedError
from models.reported.matters import matters_of
from models.reported.years.closed import numbers_of_year
from models.reported.years.rows import KEPT, rows_of_year
from models.reported.years.told import ToldCheckIn, told_of
from plan.ad_hoc import with_requests
from plan.library import LoadedPlan
from plan.periods import describe_period
from plan.refs import ref_order, told_ref
from reports.account.account import Letterhead
from reports.account.periods import Span
from reports.archive import places
from reports.archive.pages import Head, first_page, list_line, page_of_line, page_of_list, page_of_plan, readme
from reports.archive.places import Places
from reports.chairman import FORMATS
from reports.frames.standing_frame import StandingFrame
from reports.progress import Progress
from reports.reading import Telling, read_account, read_progress

FORMAT = 1
_AT_ONCE = 200
"""Of how many check-ins everything is in memory at a time, where no agency was asked more of one task."""
_SUM = re.compile(r"([0-9a-f]{64})  ([^\n]+)")


class YearFile:
    """An archive as it is written. Memory holds the rows of the plan's frame and the names of files, never their content."""

    def __init__(self, session: Session, evidence: Path, out: IO[bytes], head: Head) -> None:
        """Read from `session`, which sees one state, and from the folder of evidence; write into an empty open file."""
        self._session, self._evidence, self._out, self._head = session, evidence, out, head
        self._sums: dict[str, str] = {}
        self._files: dict[str, str] = {}
        self._missing: list[dict[str, object]] = []

    def write(self, plans: Sequence[LoadedPlan], heads: Mapping[str, Letterhead]) -> tuple[str, ...]:
        """Write all parts of the year of these plans, and return which files of evidence could not be put in, in sentences."""
        codes, head = [one.plan.code for one in plans], self._head
        with zipfile.ZipFile(self._out, "w", zipfile.ZIP_DEFLATED) as self._packed:
            counted = [(one, self._plan(one, heads[one.plan.code])) for one in plans]
            listed = [(places.plan_page(one.plan.code), one, count) for one, count in counted if count]
            others = [one for one, count in counted if not count]
            self._put(places.INDEX, [first_page(places.INDEX, head, listed, others)])
            counts = {name: self._rows(name, codes) for name in KEPT}
            self._put(places.README, [readme(head, counts, self._missing)])
            self._put(places.FACTS, [self._facts(plans, counts)])
            sums = "".join(f"{digest}  {name}\n" for name, digest in sorted(self._sums.items()))
            self._put(places.SUMS, [sums.encode()])
        self._out.flush()
        return tuple(f"Tệp minh chứng số {one['id']} «{one['name']}»: {one['why']}." for one in self._missing)

    def _facts(self, plans: Sequence[LoadedPlan], counts: Mapping[str, int]) -> bytes:
        head = self._head
        told = {
            "format": FORMAT,
            "year": head.year.year,
            "made_at": head.made_at.astimezone(UTC).isoformat(),
            "closed": head.year.is_closed,
            "open": sum(one.count for one in head.year.open),
            "trial": head.trial,
            "plans": {one.plan.code: one.plan.document.short for one in plans},
            "rows": dict(counts),
            "evidence_files": len(self._files),
            "missing": self._missing,
        }
        return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()

    def _rows(self, name: str, codes: Sequence[str]) -> int:
        count = 0

        def lines() -> Iterator[bytes]:
            nonlocal count
            for line in rows_of_year(self._session, name, self._head.year.year, codes):
                count += 1
                yield f"{line}\n".encode()

        self._put(places.data_file(name), lines())
        return count

    def _plan(self, loaded: LoadedPlan, letterhead: Letterhead) -> int:
        """Write the pages, files of evidence and the report of a plan, and return how many check-ins of the year it has."""
        head, session, code = self._head, self._session, loaded.plan.code
        numbers = list(session.exec(numbers_of_year(head.year.year, [code])))
        if not numbers:
            return 0
        whole = read_progress(session, loaded, head.year.on, head.made_at, trial=head.trial)
        progress = replace(whole, standings=whole.standings.numbered(numbers), not_yet_open=())
        where, page = Places(code), places.plan_page(code)
        for group in _portions(progress.standings):
            self._lines(progress, group, where, page)
        for agency in dict.fromkeys(progress.standings.written("holder")):
            self._list(progress, where, "agency", agency)
        for ref in dict.fromkeys(progress.standings.written("ref")):
            self._list(progress, where, "task", ref)
        report = self._report(loaded, letterhead)
        followed = with_requests(loaded, asked_once(session, code))
        matters = matters_of(session, followed, head.year.on, head.made_at)
        referrals = [one for one in matters.referrals if one.on.year == head.year.year]
        self._put(page, [page_of_plan(page, head, progress, where, report, referrals)])
        return len(numbers)

    def _lines(self, progress: Progress, group: StandingFrame, where: Places, plan_page: str) -> None:
        """Write the files of evidence of some check-ins, and the page of each agency and task among them."""
        standings = _values(group)
        told = told_of(self._session, [one.check_in_id for one in standings])
        for one in told:
            self._take_files(one)
        several: dict[tuple[str, str], list[tuple[ToldCheckIn, Standing]]] = {}
        for one, standing in zip(told, standings, strict=True):
            several.setdefault((standing.holder, standing.ref), []).append((one, standing))
        for (holder, ref), those in several.items():
            page = where.line(holder, ref)
            self._put(page, [page_of_line(page, self._head, progress, plan_page, those, self._files)])

    def _list(self, progress: Progress, where: Places, by: str, code: str) -> None:
        is_agency = by == "agency"
        page = where.agency(code) if is_agency else where.task(code)
        held = progress.standings.of(**{"holder" if is_agency else "ref": code})
        other = held.ranked("ref", ref_order) if is_agency else held.ranked("holder")
        ordered = held.ordered(other, held["due_on"].to_numpy(), held["check_in_id"].to_numpy())
        title = progress.register.name_of(code) if is_agency else f"{told_ref(code)}. {progress.title_of(code)}"
        lines = [list_line(progress, one, where) for one in _values(ordered)]
        plan = (places.plan_page(progress.plan.code), progress.plan.document.short)
        self._put(page, [page_of_list(page, self._head, title, plan, lines, by=by)])

    def _report(self, loaded: LoadedPlan, letterhead: Letterhead) -> str:
        """Write the report of the plan at the year's end, as known now, and return its place."""
        year = self._head.year
        first, last = date(year.year, 1, 1), min(date(year.year, 12, 31), year.on)
        span = Span("year", first, describe_period(str(year.year)))
        before = (first - timedelta(days=1), self._head.made_at)
        telling = Telling(span, last, self._head.made_at, before=before)
        account = read_account(self._session, loaded, telling, trial=self._head.trial, head=letterhead)
        place = places.report_file(loaded.plan.code, year.year)
        self._put(place, [FORMATS["docx"](account)])
        return place

    def _take_files(self, told: ToldCheckIn) -> None:
        """Copy the files of a check-in whose content is not in the archive yet; note those that are not as they were kept."""
        for one in told.files:
            if one.sha256 in self._files:
                continue
            name = places.evidence_file(one)
            try:
                file = file_of(self._evidence, one)
                is_whole = file.is_file() and digest_of(file) == one.sha256
            except (OSError, ValueError):
                is_whole = False
            if not is_whole:
                why = "tệp không còn trong thư mục dữ liệu, hoặc đã bị sửa"
                self._missing.append({"id": one.id, "check_in_id": one.check_in_id, "name": one.name, "why": why})
                continue
            with file.open("rb") as content:
                self._put(name, chunks_of(content))
            self._files[one.sha256] = name

    def _put(self, name: str, content: Iterable[bytes]) -> None:
        if name in self._sums:
            raise ValueError(f"two parts of an archive are called {name}")
        part = zipfile.ZipInfo(name, in_zone(self._head.made_at).timetuple()[:6])
        part.compress_type, part.external_attr = zipfile.ZIP_DEFLATED, PRIVATE << 16
        self._sums[name] = put_part(self._packed, part, content)


def _portions(standings: StandingFrame) -> Iterator[StandingFrame]:
    """Yield check-ins in portions, each agency's of one task together."""
    keys = (standings.ranked("holder"), standings.ranked("ref", ref_order))
    ordered = standings.ordered(*keys, standings["due_on"].to_numpy(), standings["check_in_id"].to_numpy())
    pairs = list(zip(ordered.written("holder"), ordered.written("ref"), strict=True))
    start = 0
    for place in range(1, len(pairs) + 1):
        ends = place == len(pairs) or pairs[place] != pairs[place - 1]
        if ends and (place - start >= _AT_ONCE or place == len(pairs)):
            yield ordered.part(start, place - start)
            start = place


def _values(standings: StandingFrame) -> list[Standing]:
    """Return check-ins as values that nothing holds on to: those of a whole plan would fill the memory."""
    made = {number: standings.made[number] for number in standings["check_in_id"].tolist() if number in standings.made}
    return list(replace(standings, made=made))


def check_archive(file: Path) -> dict[str, int]:
    """Hold every part of an archive against its list of hashes, and the rows against what it counts; return these by table.

    Raise RefusedError for what is no archive of a year, and for a part that is not as it was written, is missing or was added.
    """
    damaged = f"Hồ sơ {file} bị hỏng hoặc đã bị sửa ({{}}); hãy dùng một bản khác."
    none = f"{file} không phải hồ sơ năm do Đôn Đốc lập, hoặc bị cắt; hãy dùng một bản khác."
    with opened(file, none) as packed:
        names = packed.namelist()
        if not {places.SUMS, places.FACTS} <= set(names):
            raise RefusedError(none)
        found = [_SUM.fullmatch(line) for line in _text(packed, places.SUMS, damaged).splitlines()]
        sums = {one[2]: one[1] for one in found if one}
        if len(sums) != len(found) or sorted(names) != sorted([*sums, places.SUMS]):
            raise RefusedError(damaged.format("thiếu hoặc thừa tệp"))
        rows: dict[str, int] = {}
        for name, digest in sums.items():
            hashed, lines = sha256(), 0
            for chunk in read_part(packed, name, damaged):
                hashed.update(chunk)
                lines += chunk.count(b"\n")
            if hashed.hexdigest() != digest:
                raise RefusedError(damaged.format(f"nội dung {name} không đúng mã băm"))
            rows[name] = lines
        return _counted(_text(packed, places.FACTS, damaged), rows, damaged)


def _counted(facts: str, rows: Mapping[str, int], damaged: str) -> dict[str, int]:
    """Return the rows that an archive says it has by table, if it has them and the files of evidence."""
    try:
        told = json.loads(facts)
        counts = {str(name): int(count) for name, count in told["rows"].items()}
        files = int(told["evidence_files"])
    except (KeyError, TypeError, ValueError, AttributeError):
        raise RefusedError(damaged.format(f"không đọc được {places.FACTS}")) from None
    if any(rows.get(places.data_file(name)) != count for name, count in counts.items()):
        raise RefusedError(damaged.format("số dòng dữ liệu không khớp"))
    if sum(name.startswith(f"{places.FILES}/") for name in rows) != files:
        raise RefusedError(damaged.format("số tệp minh chứng không khớp"))
    return counts


def _text(packed: zipfile.ZipFile, name: str, damaged: str) -> str:
    try:
        return b"".join(read_part(packed, name, damaged)).decode()
    except UnicodeDecodeError:
        raise RefusedError(damaged.format(f"không đọc được {name}")) from None
