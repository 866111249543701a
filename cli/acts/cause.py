"""The command `dondoc cause`: record that a tracker accepts why a report is late, so that its chasing stops for a time."""

from typing import Annotated

import typer

from cli.arguments import HomeOption, parse_day_option
from cli.homes import open_for_reading
from cli.line_options import (
    AgencyArgument,
    PeriodOption,
    PlanOption,
    PostOption,
    RefArgument,
    RoleOption,
    ScopeOption,
)
from flows.acts.find_check_in import Meant
from flows.acts.people import person_named
from flows.acts.verdicts import accept_cause_of, end_cause_of
from models.decisions.chasing.causes import Accepted
from plan.refs import told_ref
from plan.texts.written import format_day

app = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True)
ByOption = Annotated[
    str, typer.Option("--by", metavar="HỌ_TÊN", help="Người quyết định của cơ quan theo dõi.", show_default=False)
]


@app.command(
    "accept",
    short_help="ghi chấp nhận nguyên nhân, dừng đôn đốc",
    help="Ghi cơ quan theo dõi chấp nhận nguyên nhân khách quan: dừng đôn đốc, hạn không đổi.",
)
def accept(  # noqa: PLR0913  each is an option of the command
    agency: AgencyArgument,
    ref: RefArgument,
    *,
    until: Annotated[
        str, typer.Option("--until", metavar="NGÀY", help="Dừng đôn đốc đến hết ngày này.", show_default=False)
    ],
    by: ByOption,
    document: Annotated[
        str, typer.Option("--document", metavar="VĂN_BẢN", help="Văn bản, nếu có.", show_default=False)
    ] = "",
    post: PostOption = "",
    period: PeriodOption = "",
    plan: PlanOption = "",
    scope: ScopeOption = "",
    role: RoleOption = "",
    home: HomeOption = None,
) -> None:
    """Record an accepted cause."""
    accepted = Accepted(parse_day_option(until, "--until"), document)
    with open_for_reading(home) as (office, _):
        meant = Meant(agency, ref, period, plan, scope, role)
        done = accept_cause_of(office, meant, accepted, office.clock.now(), by=person_named(by, post))
    typer.echo(
        f"{done.judge} chấp nhận nguyên nhân chậm của {done.agency}, nhiệm vụ {told_ref(done.check_in.ref)}; dừng đôn đốc đến hết ngày "
        f"{format_day(accepted.until)}. Hạn không đổi, báo cáo vẫn là quá hạn."
    )


@app.command(
    "end",
    short_help="ghi nguyên nhân đã hết, đôn đốc tiếp",
    help="Ghi nguyên nhân khách quan đã hết trước ngày đã định: đôn đốc tiếp từ hôm nay.",
)
def end(  # noqa: PLR0913  each is an option of the command
    agency: AgencyArgument,
    ref: RefArgument,
    *,
    by: ByOption,
    post: PostOption = "",
    period: PeriodOption = "",
    plan: PlanOption = "",
    scope: ScopeOption = "",
    role: RoleOption = "",
    home: HomeOption = None,
) -> None:
    """Record that a cause is over."""
    with open_for_reading(home) as (office, _):
        meant = Meant(agency, ref, period, plan, scope, role)
        done = end_cause_of(office, meant, office.clock.now(), by=person_named(by, post))
    typer.echo(f"Đôn đốc tiếp {done.agency}, nhiệm vụ {told_ref(done.check_in.ref)}, từ hôm nay.")
