"""The command `dondoc waive`: record that a check-in need not be answered, by a document."""

from typing import Annotated

import typer

from cli.arguments import HomeOption
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
from flows.acts.decisions import waive_check_in
from flows.acts.find_check_in import Meant, describe_check_in
from flows.acts.people import person_named
from models.decisions.waivers import Waiver
from plan.refs import told_ref

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(help="Miễn một báo cáo theo văn bản; báo cáo được miễn tính riêng, không tính chậm.")
def waive(  # noqa: PLR0913  each is an option of the command
    agency: AgencyArgument,
    ref: RefArgument,
    *,
    reason: Annotated[str, typer.Option("--reason", metavar="LÝ_DO", help="Vì sao miễn.", show_default=False)],
    document: Annotated[
        str, typer.Option("--document", metavar="VĂN_BẢN", help="Văn bản cho miễn: số, ngày.", show_default=False)
    ],
    by: Annotated[str, typer.Option("--by", metavar="HỌ_TÊN", help="Người ghi của Văn phòng.", show_default=False)],
    post: PostOption = "",
    period: PeriodOption = "",
    plan: PlanOption = "",
    scope: ScopeOption = "",
    role: RoleOption = "",
    home: HomeOption = None,
) -> None:
    """Record a waiver."""
    with open_for_reading(home) as (office, _):
        meant = Meant(agency, ref, period, plan, scope, role)
        by_office = person_named(by, post)
        done = waive_check_in(office, meant, Waiver(reason, document), office.clock.now(), by=by_office)
    typer.echo(
        f"Đã miễn báo cáo của {done.agency}, nhiệm vụ {told_ref(done.check_in.ref)}, {describe_check_in(done.check_in)}."
    )
