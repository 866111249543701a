"""Every number of a letter, counted anew from the tables by other means than the letter's own.

Call it when nothing happened since the letter left: right after the round that sent it.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import select

from flows.acts.open_home import OpenHome
from models.database import Session
from models.tables.core import CheckIn, Letter, LetterState, State
from models.tables.decisions import Extension, Ruling
from notifications.channels.mail_message import plain_text
from plan.library import LoadedPlan
from plan.owed import tracker_on
from plan.tasks import Rung

_DAY = r"(\d\d/\d{1,2}/\d{4})"
_LATE = r"(\d+) báo cáo quá hạn"
_SAYS_NO_COUNT = re.compile(
    r"Theo .*|Kính gửi: .*|Liên kết này .*|(?:Mở|Hẹn ngày) .*https?://\S+|Cần trao đổi.*|Cơ quan theo dõi, đôn đốc: .*"
)


@dataclass
class _Count:
    """One letter that left on its day, held against the tables as they are now."""

    letter: Letter
    owed: list[CheckIn]
    answered: list[CheckIn]
    before: list[Letter]
    drafts: int
    extensions: list[CheckIn]
    plans: Mapping[str, LoadedPlan]

    @property
    def on(self) -> date:
        return self.letter.written_on

    @property
    def agency(self) -> str:
        return self.letter.recipient.partition("/")[0]

    def own(self, *, late: bool = False) -> list[CheckIn]:
        return [one for one in self.owed if one.holder == self.agency and (not late or self._is_late(one))]

    def watched(self) -> list[CheckIn]:
        return [one for one in self.owed if self._is_late(one) and self._watches(one)]

    def _is_late(self, one: CheckIn) -> bool:
        return one.due_on < self.on and one.basis != "incident"

    def _watches(self, one: CheckIn) -> bool:
        loaded = self.plans[one.plan]
        register, words = loaded.register, {word for rung in loaded.plan.ladder for word in rung.to}
        tracker = tracker_on(loaded.plan, register, one.scope, self.on)
        named = {"tracker": tracker, "office": register.office, "chairman": register.chairman}
        reached = any(day <= self.on for rung, day in _rungs(loaded, one) if "chairman" in rung.to)
        words -= set() if reached else {"chairman"}
        above = {register.office if named[word] == one.holder else named[word] for word in words & named.keys()}
        return self.letter.recipient in above - {one.holder}

    def new(self, late: list[CheckIn], *, digest: bool) -> int:
        days = [one.written_on for one in self.before if one.digest or not digest]
        return len([one for one in late if days and one.due_on >= max(days)])

    def judged(self, found: list[CheckIn]) -> int:
        count = 0
        for one in found:
            loaded = self.plans[one.plan]
            tracker = tracker_on(loaded.plan, loaded.register, one.scope, self.on)
            judge = loaded.register.office if tracker == one.holder else tracker
            count += judge == self.agency
        return count

    def faults(self) -> Iterator[str]:
        """Yield each line with a number that is not so, or that nobody counts."""
        lines = [self.letter.subject, *plain_text(self.letter.body).splitlines()]
        if any(line.startswith("- ") and re.search(r"\d", line) for line in lines):
            yield from self._sections(lines)
        for line in lines:
            found = [(count, match) for pattern, count in _COUNTED.items() if (match := re.search(pattern, line))]
            for count, match in found:
                told, true = tuple(int(number) for number in match.groups(default="0")), count(self, match)
                if told != true:
                    yield f"«{line}» says {told}, the tables say {true}"
            if not found and re.search(r"\d", line) and not _SAYS_NO_COUNT.fullmatch(line) and line[:2] != "- ":
                yield f"«{line}» has a number that nobody counts"

    def _sections(self, lines: list[str]) -> Iterator[str]:
        heading, told, counted = "", 0, 0
        for line in [*lines, "the end (0)"]:
            if match := re.fullmatch(r"(.+) \((\d+)\)", line):
                if told != counted and heading:
                    yield f"«{heading} ({told})» has {counted} in its lines"
                heading, told, counted = match[1], int(match[2]), 0
            elif line.startswith("- ") and "Hạn " in line:
                yield from self._line(line)
                counted += int(re.findall(r"(\d+) báo cáo", line)[0])
            elif more := re.fullmatch(r"- … và (\d+) báo cáo quá hạn khác, xem tại trang báo cáo", line):
                counted += int(more[1])
            elif line.startswith("- ") and "Ý kiến của cơ quan" in heading:
                counted += 1

    def _line(self, line: str) -> Iterator[str]:
        day, months, year = (int(part) for part in re.findall(_DAY, line)[0].split("/"))
        due = date(year, months, day)
        count, refs = re.findall(r"(\d+) báo cáo.*?: (.*)", line)[0]
        named = [ref.partition(" ")[0] for ref in refs.split(", ")]
        there = [one.ref for one in self.own() if one.due_on == due]
        if len(named) != int(count) or Counter(named) - Counter(there):
            yield f"«{line}»: due that day are {sorted(there)}"
        if (late := re.search(r"quá hạn (\d+) ngày", line)) and int(late[1]) != (self.on - due).days:
            yield f"«{line}»: it is {(self.on - due).days} days late"

    def row(self, name: str) -> tuple[int, int]:
        names = {code: agency.name for p in self.plans.values() for code, agency in p.register.agencies.items()}
        rows = [one for one in self.watched() if names[one.holder] == name]
        return len(rows), max(((self.on - one.due_on).days for one in rows), default=0)


_Counter = Callable[[_Count, re.Match[str]], tuple[int, ...]]


def _own_totals(one: _Count, _match: re.Match[str]) -> tuple[int, ...]:
    late = one.own(late=True)
    return len(one.own()), len(late), one.new(late, digest=False)


def _totals(one: _Count, _match: re.Match[str]) -> tuple[int, ...]:
    late = one.watched()
    return len(late), len({row.holder for row in late}), one.new(late, digest=True)


_COUNTED: dict[str, _Counter] = {
    rf"cơ quan còn (\d+) báo cáo chưa gửi(?:, trong đó {_LATE}(?: \((\d+) mới quá hạn\))?)?\.": _own_totals,
    rf"còn {_LATE} của (\d+) cơ quan(?:, trong đó mới (\d+))?": _totals,
    rf"Còn {_LATE} của (\d+) cơ quan(?:, trong đó mới (\d+))?": _totals,
    rf"^\[Đôn đốc\] .+: {_LATE}$": lambda one, _: (len(one.own(late=True)),),
    rf"^\[.+\] (\d+) cơ quan có {_LATE}$": lambda one, _: (_totals(one, _)[1], _totals(one, _)[0]),
    r"^Quá hạn \((\d+)\)$": lambda one, _: (len(one.own(late=True)),),
    r"^(?!Quá hạn)\D+ \(\d+\)$": lambda _one, _: (),
    r"^\[Nhắc việc\] .+: (\d+) báo cáo đến hạn": lambda one, match: (_due_on(one, match.string),),
    r"^- (?!Hạn|\(\d)[^:]+: (\d+) báo cáo, quá hạn nhiều nhất (\d+) ngày": lambda one, match: one.row(
        match.string[2:].partition(":")[0]
    ),
    r"^- Ngày \S+: báo đến .+, (\d+) báo cáo$": lambda one, match: (_next_on(one, match.string),),
    r"^- (\d+) báo cáo chờ xác nhận": lambda one, _: (one.judged(one.answered),),
    r"^- (\d+) đề nghị gia hạn chờ quyết định": lambda one, _: (one.judged(one.extensions),),
    r"^- (\d+) thư trình Chủ tịch": lambda one, _: (one.drafts,),
    r"^\[(?:Xác nhận|Văn phòng)\] .*?\d": lambda _one, _: (),
    r"^\[(?:Thông báo|Trả lại|Gia hạn|Ý kiến)\] .+: \d+ (?:báo cáo|ý kiến)": lambda _one, _: (),
}
"""What a line says, by its words, and how its numbers are counted. Of those without, the sections' lines are counted."""


def _due_on(one: _Count, subject: str) -> int:
    day, month, year = (int(part) for part in re.findall(_DAY, subject)[0].split("/"))
    return len([row for row in one.own() if row.due_on == date(year, month, day)])


def _rungs(loaded: LoadedPlan, row: CheckIn) -> list[tuple[Rung, date]]:
    """Return the rungs of a check-in that reach somebody, where everybody has an address, each with its day."""
    found, since = [], None
    for rung in loaded.plan.ladder:
        day = since or loaded.calendar.add_working_days(row.due_on, rung.after)
        # The office does not chase itself: the next rung is told on that day.
        since = day if row.holder == loaded.register.office and rung.to == ("office",) else None
        found += [] if since else [(rung, day)]
    return found


def _next_on(one: _Count, line: str) -> int:
    """Count what is late and has its next rung on the day that a line names."""
    day, month, year = (int(part) for part in re.findall(_DAY, line)[0].split("/"))
    found = 0
    for row in one.own(late=True):
        loaded = one.plans[row.plan]
        days = [day for _, day in _rungs(loaded, row)]
        found += min((later for later in days if later > one.on), default=None) == date(year, month, day)
    return found


def miscounted(office: OpenHome, plans: Mapping[str, LoadedPlan], since: datetime) -> list[str]:
    """Return every number that is not so in the letters of a day that were sent at the moment `since` or later."""
    with office.database.read() as session:
        sent = [one for one in _letters(session) if one.state == LetterState.SENT and not one.matter]
        check_ins = session.exec(select(CheckIn)).all()
        waiting = set(session.exec(select(Extension.check_in_id).where(Extension.ruling == Ruling.WAITING)).all())
        drafts = len([one for one in _letters(session) if one.state == LetterState.DRAFT])
        owed = [one for one in check_ins if one.state in (State.OPEN, State.RETURNED)]
        answered = [one for one in check_ins if one.state == State.ANSWERED]
        asked = [one for one in owed if one.id in waiting]
        return [
            f"{letter.recipient}, {letter.written_on}: {fault}"
            for letter in sent
            if letter.written_at >= since
            for fault in _Count(
                letter,
                owed,
                answered,
                [one for one in sent if one.recipient == letter.recipient and one.written_on < letter.written_on],
                drafts,
                asked,
                plans,
            ).faults()
        ]


def _letters(session: Session) -> list[Letter]:
    return list(session.exec(select(Letter)).all())
