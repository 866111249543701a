"""The command `dondoc accept`: record that a tracker accepts an answer, or list what waits for a verdict."""

from typing import Annotated

import typer

from cli.arguments import HomeOption, parse_day_option, refuse
from cli.homes import open_for_reading
from cli.line_options import (
    AgencyArgument,
    EarlierOption,
    JudgeOption,
    PeriodOption,
    PlanOption,
    PostOption,
    RefArgument,
    RoleOption,
    ScopeOption,
)
from flows.acts.find_check_in import Meant, describe_check_in
from flows.acts.people import person_named
from flows.acts.verdicts import WaitingAnswers, accept_answer, answers_waiting
from models.decisions.verdicts import GivenEarlier
from plan.refs import told_ref
from reports.labels import CLAIM_LABELS

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(help="Ghi xác nhận của cơ quan theo dõi đối với một báo cáo; --waiting: xem báo cáo nào chờ xác nhận.")
def accept(  # noqa: PLR0913  each is an option of the command
    agency: AgencyArgument = "",
    ref: RefArgument = "",
    *,
    waiting: Annotated[bool, typer.Option("--waiting", help="Xem các báo cáo đang chờ xác nhận.")] = False,
    judge: JudgeOption = "",
    by: Annotated[str, typer.Option("--by", metavar="HỌ_TÊN", help="Người xác nhận.", show_default=False)] = "",
    post: PostOption = "",
    period: PeriodOption = "",
    plan: PlanOption = "",
    scope: ScopeOption = "",
    role: RoleOption = "",
    on: EarlierOption = "",
    document: Annotated[
        str, typer.Option("--document", metavar="VĂN_BẢN", help="Văn bản xác nhận, khi ghi --on.", show_default=False)
    ] = "",
    reason: Annotated[
        str, typer.Option("--reason", metavar="LÝ_DO", help="Vì sao ghi muộn, khi ghi --on.", show_default=False)
    ] = "",
    home: HomeOption = None,
) -> None:
    """Record an acceptance, or print what waits."""
    if waiting:
        if agency or ref:
            refuse("--waiting xem tất cả báo cáo đang chờ; không ghi cơ quan và nhiệm vụ.")
        with open_for_reading(home) as (office, _):
            found = answers_waiting(office, judge, office.clock.now())
        for one in found:
            _tell(one)
        typer.echo(f"{sum(len(one.answers) for one in found)} báo cáo chờ xác nhận.")
        return
    if not agency or not ref:
        refuse("Hãy ghi cơ quan và nhiệm vụ của báo cáo, hoặc --waiting để xem báo cáo nào đang chờ xác nhận.")
    earlier = GivenEarlier(parse_day_option(on, "--on"), document, reason) if on else None
    if not on and (document or reason):
        refuse("--document và --reason chỉ ghi cùng --on, khi việc xác nhận đã có từ trước hôm nay.")
    with open_for_reading(home) as (office, _):
        meant = Meant(agency, ref, period, plan, scope, role)
        judged = accept_answer(office, meant, judge, office.clock.now(), earlier, by=person_named(by, post))
    typer.echo(
        f"{judged.judge} đã xác nhận báo cáo của {judged.agency}, nhiệm vụ {told_ref(judged.check_in.ref)}, "
        f"{describe_check_in(judged.check_in)}."
    )


def _tell(waiting: WaitingAnswers) -> None:
    typer.echo(f"Chờ {waiting.judge} xác nhận:")
    for one in waiting.answers:
        percent = f", {one.answer.percent}%" if one.answer.percent is not None else ""
        typer.echo(
            f"  {one.check_in.holder} {told_ref(one.check_in.ref)} {describe_check_in(one.check_in)}: "
            f"{CLAIM_LABELS[one.answer.result].lower()}{percent}; chờ {one.waited} ngày"
        )
