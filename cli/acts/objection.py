"""The command `dondoc objection`: an agency says a task is not its own; the office decides, or lists what waits."""

from typing import Annotated

import typer

from cli.arguments import HomeOption, parse_day_option, refuse, refuse_unknown
from cli.homes import open_for_reading
from cli.line_options import (
    AgencyArgument,
    PeriodOption,
    PlanOption,
    PostOption,
    RecorderOption,
    RefArgument,
    RoleOption,
    ScopeOption,
)
from flows.acts.decisions import Objected, decide_on_objection, object_to, objections_waiting
from flows.acts.find_check_in import Meant, describe_check_in
from flows.acts.people import on_the_telephone, person_named
from models.decisions.objections import ObjectionDecision
from models.tables.decisions import ObjectionKind, Ruling
from plan.refs import told_ref
from plan.texts.written import format_day

app = typer.Typer(add_completion=False, rich_markup_mode=None)

KINDS = {"khong-thuoc-nhiem-vu": ObjectionKind.NOT_OURS, "khong-co-he-thong": ObjectionKind.NO_SYSTEM}
"""How the kinds of objections are written on the command line."""
_SAID = {
    ObjectionKind.NOT_OURS: "không thuộc nhiệm vụ của cơ quan",
    ObjectionKind.NO_SYSTEM: "cơ quan không có hệ thống thông tin",
}


@app.command(
    help="Ghi ý kiến của một cơ quan rằng việc không thuộc mình; --uphold, --reject: ghi quyết định của Văn phòng; "
    "không ghi gì thì xem ý kiến đang chờ."
)
def objection(  # noqa: PLR0913  each is an option of the command
    agency: AgencyArgument = "",
    ref: RefArgument = "",
    *,
    kind: Annotated[str, typer.Option("--kind", metavar="|".join(KINDS), help="Ý kiến gì.")] = "khong-thuoc-nhiem-vu",
    reason: Annotated[
        str, typer.Option("--reason", metavar="LÝ_DO", help="Lý do của cơ quan.", show_default=False)
    ] = "",
    suggest: Annotated[
        str,
        typer.Option("--suggest", metavar="CƠ_QUAN", help="Cơ quan mà ý kiến cho là đúng (mã).", show_default=False),
    ] = "",
    uphold: Annotated[bool, typer.Option("--uphold", help="Văn phòng đồng ý với ý kiến.")] = False,
    reject: Annotated[bool, typer.Option("--reject", help="Văn phòng không đồng ý.")] = False,
    heir: Annotated[
        str,
        typer.Option(
            "--to",
            metavar="CƠ_QUAN",
            help="Khi --uphold: cơ quan nhận việc (mã); không ghi thì báo cáo được miễn.",
            show_default=False,
        ),
    ] = "",
    outcome: Annotated[
        str, typer.Option("--outcome", metavar="Ý_KIẾN", help="Ý kiến của Văn phòng.", show_default=False)
    ] = "",
    document: Annotated[
        str, typer.Option("--document", metavar="VĂN_BẢN", help="Văn bản quyết định.", show_default=False)
    ] = "",
    by: Annotated[
        str, typer.Option("--by", metavar="HỌ_TÊN", help="Người nêu ý kiến, hoặc người quyết định.", show_default=False)
    ] = "",
    post: PostOption = "",
    recorder: RecorderOption = "",
    on: Annotated[
        str,
        typer.Option(
            "--on", metavar="NGÀY", help="Ngày quyết định, nếu trước hôm nay; cần số văn bản.", show_default=False
        ),
    ] = "",
    period: PeriodOption = "",
    plan: PlanOption = "",
    scope: ScopeOption = "",
    role: RoleOption = "",
    home: HomeOption = None,
) -> None:
    """Record an objection or the decision on it, or print those that wait."""
    deciding = uphold or reject
    if not agency:
        if deciding or reason or by:
            refuse("Hãy ghi cơ quan và nhiệm vụ của báo cáo; không ghi gì thì xem các ý kiến đang chờ.")
        _list(home)
        return
    if not ref or not by:
        refuse("Hãy ghi cơ quan, nhiệm vụ của báo cáo và người nêu ý kiến hoặc quyết định ở --by.")
    if uphold and reject:
        refuse("Chỉ ghi một trong hai: --uphold hoặc --reject.")
    meant = Meant(agency, ref, period, plan, scope, role)
    if deciding:
        if reason or suggest:
            refuse("Khi quyết định, ý kiến ghi ở --outcome và cơ quan nhận ở --to; không ghi --reason, --suggest.")
        with open_for_reading(home) as (office, _):
            now = office.clock.now()
            day = parse_day_option(on, "--on") if on else now.date()
            decision = ObjectionDecision(uphold, outcome, document, heir, day)
            told = decide_on_objection(office, meant, decision, now, by=person_named(by, post))
        ruling = "đồng ý" if told.objection.ruling == Ruling.GRANTED else "không đồng ý"
        typer.echo(f"Văn phòng {ruling} với ý kiến: {_words(told)} Quyết định: {told.objection.outcome}.")
        return
    if kind not in KINDS:
        refuse_unknown("loại ý kiến", kind, KINDS)
    if heir or outcome or document or on:
        refuse("--to, --outcome, --document và --on chỉ ghi cùng --uphold hoặc --reject.")
    with open_for_reading(home) as (office, _):
        raised_by = on_the_telephone(by, post, recorder)
        told = object_to(office, meant, KINDS[kind], reason, office.clock.now(), suggest, by=raised_by)
    typer.echo(f"Đã ghi ý kiến: {_words(told)} Trong lúc chờ, vẫn phải gửi báo cáo đúng hạn.")


def _list(home: HomeOption) -> None:
    with open_for_reading(home) as (office, _):
        found = objections_waiting(office)
    for told in found:
        typer.echo(_words(told))
    typer.echo(f"{len(found)} ý kiến chờ Văn phòng quyết định.")


def _words(told: Objected) -> str:
    instead = f" (đề nghị chuyển {told.suggested})" if told.suggested else ""
    return (
        f"{told.agency}, nhiệm vụ {told_ref(told.check_in.ref)}, {describe_check_in(told.check_in)}, ý kiến ngày "
        f"{format_day(told.objection.raised_on)}: {_SAID[told.objection.kind]}{instead}; {told.objection.reason}."
    )
