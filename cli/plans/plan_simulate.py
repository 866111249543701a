"""The command `dondoc plan simulate`: the load that a plan will make, before it is adopted."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.arguments import HomeOption, JsonOption, find_overlay, parse_day_option, refuse, refuse_unknown
from plan.library import Library, LoadedPlan, check_plan
from plan.periods import EVERY_WORDS, MONTHS_IN
from plan.texts.written import format_day, format_decimal, format_figure

if TYPE_CHECKING:
    from plan.simulation import Load

YEARS_AHEAD = 10
MOST_TOLD = 12
_BAR = "▇"


def simulate_plan(
    plan: Annotated[
        str, typer.Argument(metavar="KẾ_HOẠCH", help="Mã kế hoạch, hoặc tệp kế hoạch chưa đưa vào theo dõi.")
    ],
    first: Annotated[str, typer.Option("--from", metavar="NGÀY", help="Từ ngày; không ghi thì từ đầu kế hoạch.")] = "",
    last: Annotated[str, typer.Option("--to", metavar="NGÀY", help="Đến ngày; không ghi thì đến cuối kế hoạch.")] = "",
    compare: Annotated[
        str, typer.Option("--compare", metavar="NHỊP", help=f"So với nhịp theo dõi khác: {', '.join(MONTHS_IN)}.")
    ] = "",
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Tính trước khối lượng mà kế hoạch sẽ yêu cầu: phiếu báo cáo, thư, buổi báo cáo, ngày đông nhất, hạn rơi vào đợt nghỉ dài.

    Coi như cơ quan nào cũng báo cáo đúng hạn; thư đôn đốc sau hạn không tính được trước.
    """
    from cli.plans.plan_trial import trial_lines
    from plan.simulation import in_rhythm, simulate

    loaded = _load(plan, Library(find_overlay(home)))
    if compare and compare not in MONTHS_IN:
        refuse_unknown("nhịp theo dõi", compare, MONTHS_IN)
    begin = parse_day_option(first, "--from") if first else loaded.plan.starts
    end = parse_day_option(last, "--to") if last else loaded.plan.ends or date(begin.year + YEARS_AHEAD, 12, 31)
    if end < begin:
        refuse(f"--to {format_day(end)} sớm hơn --from {format_day(begin)}; hãy đổi chỗ hai ngày.")
    loads = [("nhịp của kế hoạch", simulate(loaded.plan, loaded.register, loaded.calendar, begin, end))]
    if compare:
        other = in_rhythm(loaded.plan, compare)
        loads.append((EVERY_WORDS[compare], simulate(other, loaded.register, loaded.calendar, begin, end)))
    if as_json:
        told: dict[str, Any] = {
            name: _as_json(load) for name, load in zip(("plan", compare), (one for _, one in loads), strict=False)
        }
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for name, load in loads:
        for line in _lines(name, load, loaded):
            typer.echo(line)
    for line in trial_lines(loaded):
        typer.echo(line)


def _load(plan: str, library: Library) -> LoadedPlan:
    path = Path(plan)
    files = library.plan_files()
    if not (path.suffix and path.is_file()):
        if plan not in files:
            refuse_unknown("kế hoạch", plan, files)
        path = files[plan]
    try:
        loaded, errors = check_plan(path, library)
    except OSError:
        refuse(f"{path}: không mở được tệp.")
    if loaded is None:
        refuse("\n".join(str(error) for error in errors), code=1)
    return loaded


def _lines(name: str, load: "Load", loaded: LoadedPlan) -> Iterator[str]:
    years = ((load.last - load.first).days + 1) / 365.25
    yield f"Theo {name}, từ {format_day(load.first)} đến {format_day(load.last)}:"
    yield f"  {format_figure(len(load.owed))} phiếu báo cáo của {len(load.by_agency)} cơ quan, {format_decimal(len(load.owed) / years)} phiếu mỗi năm."
    yield f"  {format_figure(len(load.letters))} thư mở phiếu và nhắc hạn (mỗi cơ quan mỗi ngày nhiều nhất một thư)."
    if load.busiest_due and load.busiest_letters:
        due, count = load.busiest_due
        day, letters = load.busiest_letters
        yield f"  Ngày đến hạn nhiều nhất: {format_day(due)}, {format_figure(count)} phiếu. Ngày gửi thư nhiều nhất: {format_day(day)}, {letters} thư."
    if load.ownerless:
        yield f"  {format_figure(load.ownerless)} phiếu chưa có cơ quan tiếp nhận nhiệm vụ."
    for day, count in sorted(Counter(one.due_on for one in load.in_long_rests).items())[:MOST_TOLD]:
        yield f"  Hạn {format_day(day)} rơi vào đợt nghỉ dài: {count} phiếu."
    yield "  Cơ quan có nhiều việc nhất (phiếu mỗi năm, buổi báo cáo mỗi năm):"
    most = next(iter(load.by_agency.values()), 1)
    for agency, count in list(load.by_agency.items())[:MOST_TOLD]:
        sittings = sum(number for (_, who), number in load.sittings.items() if who == agency)
        bar = _BAR * max(1, round(24 * count / most))
        yield f"    {bar:<24} {loaded.register.name_of(agency)}: {format_decimal(count / years)}; {format_decimal(sittings / years)}"
    yield "  Phiếu theo tháng trong năm:"
    months = Counter(one.due_on.month for one in load.owed)
    top = max(months.values(), default=1)
    for month in range(1, 13):
        yield f"    tháng {month:>2} {_BAR * round(24 * months[month] / top):<24} {format_figure(months[month])}"


def _as_json(load: "Load") -> dict[str, Any]:
    due, letters = load.busiest_due, load.busiest_letters
    by_month: dict[str, dict[str, int]] = {}
    for (month, agency), count in sorted(load.by_month.items()):
        by_month.setdefault(month, {})[agency] = count
    sittings: dict[str, dict[str, int]] = {}
    for (year, agency), count in sorted(load.sittings.items()):
        sittings.setdefault(str(year), {})[agency] = count
    by_day: dict[str, dict[str, int]] = {}
    for (day, agency), count in sorted(load.letters.items()):
        by_day.setdefault(day.isoformat(), {})[agency] = count
    return {
        "from": load.first.isoformat(),
        "to": load.last.isoformat(),
        "check_ins": len(load.owed),
        "ownerless": load.ownerless,
        "by_month": by_month,
        "sittings": sittings,
        "letters": by_day,
        "busiest_due": {"day": due[0].isoformat(), "check_ins": due[1]} if due else None,
        "busiest_letters": {"day": letters[0].isoformat(), "letters": letters[1]} if letters else None,
        "in_long_rests": dict(sorted(Counter(one.due_on.isoformat() for one in load.in_long_rests).items())),
    }
