"""The command `dondoc handover`: a duty passes to another agency from a date, by a document."""

import re
from typing import Annotated

import typer

from cli.arguments import HomeOption, parse_day_option, refuse, refuse_unknown
from cli.homes import open_for_reading, refusals
from cli.line_options import PostOption, RecorderOption
from flows.acts.handovers import HandoverRefusedError, record_handover
from flows.acts.people import at_the_office
from models.check_ins.handovers import Passing
from models.clock import day_of
from plan.library import LoadedPlan, shown
from plan.parties import Party, Transfer
from plan.refs import told_ref
from plan.texts.written import format_day

app = typer.Typer(add_completion=False, rich_markup_mode=None)
_PARTY = re.compile(r"([^\s()]+)(?: ?\(([^\s()]+)\))?")
SHOWN = 20
"""How many check-ins are named before the rest is counted."""


@app.command(help="Ghi bàn giao nhiệm vụ: từ cơ quan nào, cho cơ quan nào, phần nào, từ ngày nào, theo văn bản nào.")
def hand_over(  # noqa: PLR0913  each is an option of the command
    *,
    source: Annotated[str, typer.Option("--from", metavar="MÃ", help="Cơ quan bàn giao.", show_default=False)],
    to: Annotated[
        list[str],
        typer.Option(
            "--to",
            metavar="MÃ",
            help="Cơ quan nhận: «mã» hoặc «mã (phạm vi)»; nhiều cơ quan thì ghi nhiều lần; không ai nhận thì none.",
            show_default=False,
        ),
    ],
    by: Annotated[str, typer.Option("--by", metavar="VĂN_BẢN", help="Văn bản bàn giao: số, ngày.", show_default=False)],
    plan: Annotated[
        str,
        typer.Option("--plan", metavar="KẾ_HOẠCH", help="Kế hoạch (mã); chỉ có một thì không cần.", show_default=False),
    ] = "",
    ref: Annotated[
        list[str] | None,
        typer.Option(
            "--ref",
            metavar="ĐIỂM",
            help="Chỉ nhiệm vụ này; ghi được nhiều lần; không ghi thì tất cả.",
            show_default=False,
        ),
    ] = None,
    scope: Annotated[
        str, typer.Option("--scope", metavar="PHẠM_VI", help="Chỉ phần việc có phạm vi này.", show_default=False)
    ] = "",
    on: Annotated[
        str, typer.Option("--date", metavar="NGÀY", help="Từ ngày nào; không ghi thì hôm nay.", show_default=False)
    ] = "",
    recorder: RecorderOption = "",
    post: PostOption = "",
    home: HomeOption = None,
) -> None:
    """Check the hand-over with the whole plan, put it into the office's file of changes, and tell what it will move."""
    act = " ".join(by.split())
    if not act:
        refuse("--by: hãy ghi văn bản bàn giao, ví dụ «Công văn số 12/UBND-NC ngày 3/3/2025».")
    heirs = _parse_heirs(to)
    with open_for_reading(home) as (office, plans), refusals():
        loaded = _choose(plans, plan)
        now = office.clock.now()
        day = parse_day_option(on, "--date") if on else day_of(now)
        move = Transfer(day, source.strip(), heirs, act, scope.strip(), tuple(one.strip() for one in ref or ()))
        try:
            done = record_handover(office, loaded, move, now, by=at_the_office(recorder, post))
        except HandoverRefusedError as error:
            refuse(str(error), 1)
    typer.echo(f"Đã ghi bàn giao vào {shown(done.file)}.")
    _tell(done.passings, loaded, format_day(done.on))


def _parse_heirs(to: list[str]) -> tuple[Party, ...]:
    if [one.strip() for one in to] == ["none"]:
        return ()
    heirs = []
    for one in to:
        written = _PARTY.fullmatch(one.strip())
        if written is None or written[1] == "none":
            refuse(f"--to: không đọc được «{one}»; hãy viết «mã» hoặc «mã (phạm vi)», hoặc chỉ một «none».")
        heirs.append(Party(written[1], written[2] or ""))
    return tuple(heirs)


def _choose(plans: dict[str, LoadedPlan], code: str) -> LoadedPlan:
    if code and code not in plans:
        refuse_unknown("kế hoạch", code, plans)
    if not code and len(plans) > 1:
        refuse(f"Hãy ghi kế hoạch ở --plan: {', '.join(plans)}.")
    return plans[code] if code else next(iter(plans.values()))


def _tell(passings: tuple[Passing, ...], loaded: LoadedPlan, day: str) -> None:
    if not passings:
        typer.echo(
            "Hiện chưa có báo cáo đang mở nào phải chuyển; báo cáo mở từ ngày bàn giao sẽ do cơ quan tiếp nhận gửi."
        )
        return
    typer.echo(f"Đợt đôn đốc ngày {day} sẽ chuyển {len(passings)} báo cáo đang mở:")
    for one in passings[:SHOWN]:
        check_in = one.check_in
        heirs = "; ".join(_name(heir, loaded) for heir in one.heirs) or "chưa có cơ quan tiếp nhận nhiệm vụ"
        holder = _name(Party(check_in.holder, check_in.scope), loaded)
        typer.echo(
            f"  {told_ref(check_in.ref)}, kỳ {check_in.occurrence}, hạn {format_day(check_in.due_on)}: {holder} → {heirs}"
        )
    if len(passings) > SHOWN:
        typer.echo(f"  … và {len(passings) - SHOWN} báo cáo khác.")


def _name(party: Party, loaded: LoadedPlan) -> str:
    name = loaded.register.name_of(party.code)
    return f"{name} ({loaded.plan.scopes.get(party.scope, party.scope)})" if party.scope else name
