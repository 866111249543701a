"""Which check-in a person means who names it by agency, clause and period: on the telephone, in a command or a form."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from models.agencies import name_in_home, province_and_code
from models.answers.owed_lines import OwedLine, lines_of_agency
from models.database import Session
from models.refusal import RefusedError
from models.tables.core import CheckIn, State
from models.text import clean_typed, name_key
from plan.ad_hoc import STEP_NAMES
from plan.language.reading import nearest
from plan.library import LoadedPlan
from plan.parties import Register
from plan.periods import describe_period
from plan.texts.seen_text import as_seen

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

    Raise RefusedError for an unknown one.
    """
    own = own_province(plans)
    registers = {loaded.register.code: loaded.register for loaded in plans.values()}
    name = as_seen(clean_typed(name))
    province, code = province_and_code(own, name)
    register = registers.get(province)
    if register is None or not (code in register.agencies or (or_party and register.knows(code))):
        known = [name_in_home(own, one.code, agency) for one in registers.values() for agency in one.agencies]
        raise RefusedError(
            f"Không có cơ quan «{name}»{nearest(name, known)}; hãy ghi mã cơ quan như trong danh bạ, "
            "cơ quan của tỉnh khác ghi «mã tỉnh:mã cơ quan»."
        )
    return register, code


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

    `wanted` says what fitting means (`đang chờ trả lời`), `otherwise` what to do where none does. Raise RefusedError, naming what there is, when no line or
    several bear the names and fit.
    """
    register, code = find_agency(plans, meant.agency)
    lines = {line.check_in.id: line for line in lines_of_agency(session, code, on, province=register.code)}
    there = [line.check_in for line in lines.values()]
    found = find_check_in(there, meant, register.name_of(code), lambda one: fits(lines[one.id]), wanted, otherwise)
    return lines[found.id]


def find_check_in(
    there: Sequence[CheckIn],
    meant: Meant,
    agency: str,
    fits: Callable[[CheckIn], bool],
    wanted: str,
    otherwise: str = "",
) -> CheckIn:
    """Return the one check-in that is meant, among those of an agency whose name is `agency`; as `find_line` does."""
    if not there:
        raise RefusedError(f"{agency} không có báo cáo nào {wanted}.")
    there = _bearing(there, meant.ref, lambda one: (one.ref,), f"{agency} không có báo cáo nào ở điểm")
    place = f"Điểm {there[0].ref} của {agency}"
    narrowing: tuple[tuple[str, Callable[[CheckIn], Iterable[str]], str], ...] = (
        (meant.plan, lambda one: (one.plan,), "theo kế hoạch"),
        (meant.period, lambda one: (one.occurrence, describe_period(one.occurrence)), "kỳ"),
        (meant.scope, lambda one: (one.scope,), "phạm vi"),
        (meant.role, lambda one: (one.role,), "loại"),
    )
    for written, names_of, what in narrowing:
        if written.strip():
            there = _bearing(there, written, names_of, f"{place} không có báo cáo nào {what}")
    fitting = [one for one in there if fits(one)]
    if not fitting:
        way_out = f"; {otherwise}" if otherwise else ""
        raise RefusedError(f"{place} không có báo cáo nào {wanted}: {_listed(there)}{way_out}.", there[0].id)
    if len(fitting) > 1:
        raise RefusedError(f"{place} có {len(fitting)} báo cáo {wanted}, hãy ghi rõ báo cáo nào: {_listed(fitting)}.")
    return fitting[0]


def describe_check_in(check_in: CheckIn) -> str:
    """Return a check-in as a sentence names it: `kỳ 2023-H1 (6 tháng đầu năm 2023, hạn 14/06/2023)`."""
    step = STEP_NAMES.get(check_in.role, "")
    told = (
        f"kỳ {check_in.occurrence}",
        f"phạm vi {check_in.scope}" if check_in.scope else "",
        f"loại {check_in.role}" if step else "",
    )
    period = describe_period(check_in.occurrence)
    facts = ", ".join(one for one in (period, step, f"hạn {check_in.due_on:%d/%m/%Y}") if one)
    return f"{' '.join(one for one in told if one)} ({facts})"


def _bearing(
    there: Sequence[CheckIn], written: str, names_of: Callable[[CheckIn], Iterable[str]], refusal: str
) -> list[CheckIn]:
    """Return the check-ins that bear a name, as people see it and in whatever case. Raise RefusedError where none does."""
    name, meant = clean_typed(written), name_key(written)
    found = [one for one in there if meant in (name_key(known) for known in names_of(one))]
    if not found:
        known = list(dict.fromkeys(word for one in there for word in names_of(one) if word))
        listed = ", ".join(known[:MOST_NAMED]) + (", …" if len(known) > MOST_NAMED else "")
        raise RefusedError(f"{refusal} «{name}»{nearest(name, known)}; đang có: {listed or 'không có'}.")
    return found


def _listed(there: Sequence[CheckIn]) -> str:
    told = [f"{describe_check_in(one)}, {STATE_WORDS[one.state]}" for one in there[:MOST_NAMED]]
    return "; ".join(told) + ("; …" if len(there) > MOST_NAMED else "")


STATE_WORDS = {
    State.OPEN: "chưa trả lời",
    State.ANSWERED: "đã trả lời, chờ xác nhận",
    State.ACCEPTED: "đã xác nhận",
    State.RETURNED: "bị trả lại",
    State.WAIVED: "được miễn",
    State.SUPERSEDED: "được thay thế",
    State.OWNERLESS: "chưa có cơ quan nhận",
}
"""What a check-in's state is called."""
