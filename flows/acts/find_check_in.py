"""Which check-in a person means who names it by agency, clause and period: on the telephone, in a command or a form."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from models.agencies import name_in_home, province_and_code
from models.answers.owed_lines import OwedLine, lines_of_agency
from models.check_ins.lookup import names_known, settled_check_ins
from models.check_ins.state_words import STATE_WORDS, settled_words
from models.database import Session
from models.refusal import RefusedError, UnknownNameError
from models.tables.core import CheckIn
from models.text import clean_typed, name_key
from plan.ad_hoc import STEP_NAMES
from plan.language.reading import nearest
from plan.library import LoadedPlan
from plan.parties import Register
from plan.periods import describe_period, find_period_name
from plan.refs import ref_slug, told_ref
from plan.texts.seen_text import as_seen
from plan.texts.written import format_day

MOST_NAMED = 12
"""How many refs or check-ins a sentence names before it breaks off."""


@dataclass(frozen=True)
class Meant:
    """A check-in as a person names it; what is '' is left open.

    `agency` is its code as the home knows it (`so-y-te`, of another province `lao-cai:cong-an-tinh`); `period` is
    written `2023-H1` or as an official reads it; `role` tells apart the reports of one incident.
    """

    agency: str
    ref: str
    period: str = ""
    plan: str = ""
    scope: str = ""
    role: str = ""


def own_province(plans: Mapping[str, LoadedPlan]) -> str:
    """Return the home's own province: that of the first of its plans."""
    return next(iter(plans.values())).plan.province


def find_agency(plans: Mapping[str, LoadedPlan], name: str, *, or_party: bool = False) -> tuple[Register, str]:
    """Return the register and the code of an agency named as the home knows it, with `or_party` of a group or role too.

    Raise UnknownNameError for any other.
    """
    own = own_province(plans)
    registers = {loaded.register.code: loaded.register for loaded in plans.values()}
    name = as_seen(clean_typed(name))
    province, code = province_and_code(own, name)
    register = registers.get(province)
    if register is None or not (code in register.agencies or (or_party and register.knows(code))):
        known = [name_in_home(own, one.code, agency) for one in registers.values() for agency in one.agencies]
        raise UnknownNameError(
            f"Không có cơ quan «{name}»{nearest(name, known)}; hãy ghi mã cơ quan như trong danh bạ, "
            "cơ quan của tỉnh khác ghi «mã tỉnh:mã cơ quan»."
        )
    return register, code


def guard_names(session: Session, plans: Mapping[str, LoadedPlan], register: Register, meant: Meant) -> None:
    """Raise UnknownNameError for a plan, a clause, a period, a scope or a role that nothing of a province bears.

    So a slip of the pen is told as one by every command, whatever the agency owes.
    """
    own = {code: one.plan for code, one in plans.items() if one.plan.province == register.code}
    refs, periods, roles = names_known(session, register.code)
    for one in own.values():
        refs |= set(one.tasks) | {task.ref for task in one.versions} | set(one.same_as) | set(one.no_answer)
        roles |= {step.name for task in one.tasks.values() for step in task.steps}
    scopes = {scope for one in own.values() for scope in one.scopes}
    _guard_name("kế hoạch", meant.plan, own)
    _guard_name("nhiệm vụ", meant.ref, refs)
    _guard_name("phạm vi", meant.scope, scopes)
    _guard_name("loại báo cáo", meant.role, roles)
    period = clean_typed(meant.period)
    told = {name_key(name) for known in periods for name in (known, describe_period(known))}
    if period and name_key(period) not in told:
        try:
            find_period_name(period)
        except ValueError as error:
            raise UnknownNameError(str(error)) from None


def _guard_name(what: str, written: str, known: Collection[str]) -> None:
    name = clean_typed(written)
    if name and name_key(written) not in {name_key(one) for one in known}:
        # In addresses and file names `đ` is written `dd`: who copies a clause from there means that one.
        spelt = [one for one in sorted(known) if ref_slug(one) == ref_slug(name)]
        raise UnknownNameError(f"Không có {what} «{name}»{nearest(name, spelt or sorted(known))}.")


def find_line(
    session: Session,
    plans: Mapping[str, LoadedPlan],
    meant: Meant,
    on: date,
    fits: Callable[[OwedLine], bool],
    wanted: str,
    otherwise: str = "",
) -> OwedLine:
    """Return the one line that is meant, among those of its agency that are owed or wait for a verdict, and fit.

    `wanted` says what fitting means (`phải gửi`), `otherwise` what to do where none does. Raise UnknownNameError
    for a name that nothing bears, and RefusedError, naming what there is, when no line or several bear the names and
    fit; one that was accepted or waived is told as such.
    """
    register, code = find_agency(plans, meant.agency)
    guard_names(session, plans, register, meant)
    lines = {line.check_in.id: line for line in lines_of_agency(session, code, on, province=register.code)}
    there = [line.check_in for line in lines.values()]
    search = Search(register.name_of(code), wanted, otherwise, settled_check_ins(session, code, register.code))
    found = find_check_in(there, meant, lambda one: fits(lines[one.id]), search)
    return lines[found.id]


@dataclass(frozen=True)
class Search:
    """What a search is told by: the agency's name, what is wanted, what to do otherwise, and what was settled, when."""

    agency: str
    wanted: str
    otherwise: str = ""
    settled: Sequence[tuple[CheckIn, date]] = ()


def find_check_in(there: Sequence[CheckIn], meant: Meant, fits: Callable[[CheckIn], bool], search: Search) -> CheckIn:
    """Return the one check-in that is meant, among those that are there; raise RefusedError as `find_line` does."""
    settled = _bearing_all([one for one, _ in search.settled], meant)
    named = _bearing_all(there, meant)
    fitting = [one for one in named if fits(one)]
    if len(fitting) == 1:
        return fitting[0]
    if settled and not fitting:
        raise RefusedError(_settled_words(settled, search), settled[0].id)
    if not there:
        raise RefusedError(f"{search.agency} không có báo cáo nào {search.wanted}.")
    there = _bearing(there, meant.ref, lambda one: (one.ref,), f"{search.agency} không có báo cáo nào ở nhiệm vụ")
    place = f"Nhiệm vụ {told_ref(there[0].ref)} của {search.agency}"
    for written, names_of, what in _narrowing(meant):
        there = _bearing(there, written, names_of, f"{place} không có báo cáo nào {what}")
    if not fitting:
        way_out = f"; {search.otherwise}" if search.otherwise else ""
        raise RefusedError(f"{place} không có báo cáo nào {search.wanted}: {_listed(there)}{way_out}.", there[0].id)
    raise RefusedError(
        f"{place} có {len(fitting)} báo cáo {search.wanted}, hãy ghi rõ báo cáo nào: {_listed(fitting)}."
    )


_Narrowing = tuple[str, Callable[[CheckIn], Iterable[str]], str]


def _narrowing(meant: Meant) -> list[_Narrowing]:
    """Return what narrows a clause down, as far as it was written: what was written, what bears it, and its word."""
    narrowing: tuple[_Narrowing, ...] = (
        (meant.plan, lambda one: (one.plan,), "theo kế hoạch"),
        (meant.period, lambda one: (one.occurrence, describe_period(one.occurrence)), "kỳ"),
        (meant.scope, lambda one: (one.scope,), "phạm vi"),
        (meant.role, lambda one: (one.role,), "loại"),
    )
    return [one for one in narrowing if one[0].strip()]


def _bearing_all(there: Sequence[CheckIn], meant: Meant) -> list[CheckIn]:
    """Return the check-ins that bear all the names that were written."""
    ref: _Narrowing = (meant.ref, lambda one: (one.ref,), "")
    return [
        one for one in there if all(_has(names_of(one), written) for written, names_of, _ in (ref, *_narrowing(meant)))
    ]


def _has(names: Iterable[str], written: str) -> bool:
    return name_key(written) in {name_key(name) for name in names}


def _settled_words(settled: Sequence[CheckIn], search: Search) -> str:
    """Return what became of check-ins that are owed no more: `đã được xác nhận ngày 05/6/2023`."""
    days = {one.id: day for one, day in search.settled}
    told = "; ".join(
        f"{describe_check_in(one)} {settled_words(one.state)} ngày {format_day(days[one.id])}"
        for one in settled[:MOST_NAMED]
    )
    return f"Nhiệm vụ {told_ref(settled[0].ref)} của {search.agency}: {told}; không còn báo cáo nào {search.wanted}."


def describe_check_in(check_in: CheckIn) -> str:
    """Return a check-in as a sentence names it: `kỳ 2023-H1 (6 tháng đầu năm 2023, hạn 14/6/2023)`."""
    step = STEP_NAMES.get(check_in.role, "")
    told = (
        f"kỳ {check_in.occurrence}",
        f"phạm vi {check_in.scope}" if check_in.scope else "",
        f"loại {check_in.role}" if step else "",
    )
    period = describe_period(check_in.occurrence)
    facts = ", ".join(one for one in (period, step, f"hạn {format_day(check_in.due_on)}") if one)
    return f"{' '.join(one for one in told if one)} ({facts})"


def _bearing(
    there: Sequence[CheckIn], written: str, names_of: Callable[[CheckIn], Iterable[str]], refusal: str
) -> list[CheckIn]:
    """Return the check-ins that bear a name, as people see it and in whatever case. Raise RefusedError where none does."""
    name = clean_typed(written)
    found = [one for one in there if _has(names_of(one), written)]
    if not found:
        known = list(dict.fromkeys(word for one in there for word in names_of(one) if word))
        listed = ", ".join(known[:MOST_NAMED]) + (", …" if len(known) > MOST_NAMED else "")
        raise RefusedError(f"{refusal} «{name}»{nearest(name, known)}; đang có: {listed or 'không có'}.")
    return found


def _listed(there: Sequence[CheckIn]) -> str:
    told = [f"{describe_check_in(one)}, {STATE_WORDS[one.state]}" for one in there[:MOST_NAMED]]
    return "; ".join(told) + ("; …" if len(there) > MOST_NAMED else "")
