"""The command `dondoc return`: record that a tracker gives an answer back, with its reason and the date of the new one."""

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
from flows.acts.find_check_in import Meant
from flows.acts.people import person_named
from flows.acts.verdicts import return_answer
from models.decisions.verdicts import GivenEarlier
from plan.refs import told_ref
from plan.texts.written import format_day

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(help="Ghi việc cơ quan theo dõi trả lại một báo cáo, kèm lý do và hạn báo cáo lại.")
def give_back(  # noqa: PLR0913  each is an option of the command
    agency: AgencyArgument,
    ref: RefArgument,
    *,
    until: Annotated[
        str, typer.Option("--until", metavar="NGÀY", help="Hạn báo cáo lại, tính cả ngày đó.", show_default=False)
    ],
    by: Annotated[str, typer.Option("--by", metavar="HỌ_TÊN", help="Người trả lại.", show_default=False)],
    reason: Annotated[str, typer.Option("--reason", metavar="LÝ_DO", help="Vì sao trả lại.", show_default=False)],
    judge: JudgeOption = "",
    post: PostOption = "",
    period: PeriodOption = "",
    plan: PlanOption = "",
    scope: ScopeOption = "",
    role: RoleOption = "",
    on: EarlierOption = "",
    document: Annotated[
        str, typer.Option("--document", metavar="VĂN_BẢN", help="Văn bản trả lại, khi ghi --on.", show_default=False)
    ] = "",
    late_reason: Annotated[
        str, typer.Option("--late-reason", metavar="LÝ_DO", help="Vì sao ghi muộn, khi ghi --on.", show_default=False)
    ] = "",
    home: HomeOption = None,
) -> None:
    """Record a return."""
    due_on = parse_day_option(until, "--until")
    earlier = GivenEarlier(parse_day_option(on, "--on"), document, late_reason) if on else None
    if not on and (document or late_reason):
        refuse("--document và --late-reason chỉ ghi cùng --on, khi việc trả lại đã có từ trước hôm nay.")
    with open_for_reading(home) as (office, _):
        judged = return_answer(
            office,
            Meant(agency, ref, period, plan, scope, role),
            judge,
            office.clock.now(),
            by=person_named(by, post),
            reason=reason,
            due_on=due_on,
            earlier=earlier,
        )
    typer.echo(
        f"{judged.judge} đã trả lại báo cáo của {judged.agency}, nhiệm vụ {told_ref(judged.check_in.ref)}, kỳ "
        f"{judged.check_in.occurrence}; hạn báo cáo lại {format_day(due_on)} (tính cả ngày đó)."
    )
