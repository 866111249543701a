"""The command `dondoc extend`: ask for a later date, decide on it, or list what waits for a decision."""

from typing import Annotated

import typer

from cli.arguments import HomeOption, parse_day_option, refuse
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
from flows.acts.extensions import AskedExtension, Decided, ask_for_later, decide_on_later, extensions_waiting
from flows.acts.find_check_in import Meant, describe_check_in
from flows.acts.people import on_the_telephone, person_named
from plan.refs import told_ref
from plan.texts.written import format_day

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(
    help="Ghi đề nghị gia hạn của một cơ quan; --grant, --refuse: ghi quyết định; không ghi gì thì xem đề nghị đang chờ."
)
def extend(  # noqa: PLR0913  each is an option of the command
    agency: AgencyArgument = "",
    ref: RefArgument = "",
    *,
    until: Annotated[
        str,
        typer.Option(
            "--until",
            metavar="NGÀY",
            help="Hạn mới, tính cả ngày đó; khi --grant không ghi thì đúng ngày đã đề nghị.",
            show_default=False,
        ),
    ] = "",
    by: Annotated[
        str, typer.Option("--by", metavar="HỌ_TÊN", help="Người đề nghị, hoặc người quyết định.", show_default=False)
    ] = "",
    post: PostOption = "",
    recorder: RecorderOption = "",
    reason: Annotated[
        str, typer.Option("--reason", metavar="LÝ_DO", help="Vì sao đề nghị gia hạn.", show_default=False)
    ] = "",
    grant: Annotated[bool, typer.Option("--grant", help="Đồng ý gia hạn đề nghị đang chờ.")] = False,
    refuse_it: Annotated[bool, typer.Option("--refuse", help="Không đồng ý, kèm lý do ở --note.")] = False,
    document: Annotated[
        str,
        typer.Option(
            "--document",
            metavar="VĂN_BẢN",
            help="Văn bản quyết định; bắt buộc khi Chủ tịch UBND tỉnh quyết định.",
            show_default=False,
        ),
    ] = "",
    note: Annotated[
        str, typer.Option("--note", metavar="GHI_CHÚ", help="Ý kiến kèm quyết định.", show_default=False)
    ] = "",
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
    """Record an extension that is asked or decided, or print those that wait."""
    deciding = grant or refuse_it
    if not agency:
        if deciding or until or by or reason:
            refuse("Hãy ghi cơ quan và nhiệm vụ của báo cáo; không ghi gì thì xem các đề nghị đang chờ.")
        _list(home)
        return
    if not ref or not by:
        refuse("Hãy ghi cơ quan, nhiệm vụ của báo cáo và người đề nghị hoặc quyết định ở --by.")
    if grant and refuse_it:
        refuse("Chỉ ghi một trong hai: --grant hoặc --refuse.")
    meant = Meant(agency, ref, period, plan, scope, role)
    new_day = parse_day_option(until, "--until") if until else None
    if deciding:
        if reason or (refuse_it and new_day):
            refuse("Khi quyết định, ý kiến ghi ở --note; --reason và hạn mới chỉ dành cho đề nghị hoặc --grant.")
        with open_for_reading(home) as (office, _):
            now = office.clock.now()
            day = parse_day_option(on, "--on") if on else now.date()
            decided = Decided(grant, new_day, document, note, day)
            asked = decide_on_later(office, meant, decided, now, by=person_named(by, post))
        typer.echo(_decision_words(asked))
        return
    if new_day is None or not reason:
        refuse("Hãy ghi hạn mới ở --until và lý do ở --reason; để ghi quyết định, dùng --grant hoặc --refuse.")
    if document or note or on:
        refuse("--document, --note và --on chỉ ghi cùng --grant hoặc --refuse.")
    with open_for_reading(home) as (office, _):
        asked = ask_for_later(
            office, meant, new_day, reason, office.clock.now(), by=on_the_telephone(by, post, recorder)
        )
    typer.echo(f"Đã ghi đề nghị gia hạn: {_asked_words(asked)}")


def _list(home: HomeOption) -> None:
    with open_for_reading(home) as (office, _):
        found = extensions_waiting(office, office.clock.now())
    for asked in found:
        typer.echo(_asked_words(asked))
    typer.echo(f"{len(found)} đề nghị gia hạn chờ quyết định.")


def _asked_words(asked: AskedExtension) -> str:
    extension = asked.extension
    return (
        f"{asked.agency}, nhiệm vụ {told_ref(asked.check_in.ref)}, {describe_check_in(asked.check_in)}, đề nghị ngày "
        f"{format_day(extension.asked_on)} gia hạn đến ngày {format_day(extension.asked_until)}: {extension.reason}; "
        f"chờ {asked.decider} quyết định."
    )


def _decision_words(asked: AskedExtension) -> str:
    extension, check_in = asked.extension, asked.check_in
    place = f"{asked.agency}, nhiệm vụ {told_ref(check_in.ref)}, kỳ {check_in.occurrence}"
    if extension.granted_until is None:
        return f"{asked.decider} không đồng ý gia hạn: {place}; hạn giữ nguyên ngày {format_day(extension.due_before)}."
    return f"{asked.decider} đồng ý gia hạn: {place}; hạn mới {format_day(extension.granted_until)} (tính cả ngày đó)."
