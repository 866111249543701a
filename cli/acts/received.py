"""The command `dondoc received`: that an agency has a matter and when it will report, or of whom nothing was heard."""

from typing import Annotated

import typer

from cli.arguments import HomeOption, parse_day_option, refuse
from cli.homes import open_for_reading
from cli.line_options import PeriodOption, PlanOption, PostOption, RecorderOption, RoleOption, ScopeOption
from flows.acts.find_check_in import Meant, describe_check_in
from flows.acts.people import on_the_telephone
from flows.acts.telephone import Reached, Word, receptions_now, record_word
from models.promises.receipts import Handler
from models.promises.reception import Reception, opened_on
from plan.refs import told_ref
from plan.texts.written import format_day

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(
    help="Ghi cơ quan đã nhận, ai xử lý, hẹn gửi ngày nào (--promised); không ghi gì thì xem cơ quan nào đã nhận, đã xem trang, chưa có phản hồi."
)
def received(  # noqa: PLR0913  each is an option of the command
    agency: Annotated[
        str,
        typer.Argument(metavar="CƠ_QUAN", help="Mã cơ quan; không ghi thì xem mọi cơ quan.", show_default=False),
    ] = "",
    ref: Annotated[
        str,
        typer.Argument(
            metavar="ĐIỂM", help="Nhiệm vụ của văn bản; không ghi thì mọi báo cáo chưa gửi.", show_default=False
        ),
    ] = "",
    *,
    by: Annotated[
        str, typer.Option("--by", metavar="HỌ_TÊN", help="Người của cơ quan báo lại.", show_default=False)
    ] = "",
    post: PostOption = "",
    handler: Annotated[
        str,
        typer.Option("--handler", metavar="HỌ_TÊN", help="Người xử lý, nếu là người khác.", show_default=False),
    ] = "",
    phone: Annotated[
        str, typer.Option("--phone", metavar="SỐ", help="Điện thoại của người xử lý.", show_default=False)
    ] = "",
    promised: Annotated[
        str,
        typer.Option("--promised", metavar="NGÀY", help="Ngày cơ quan hẹn gửi báo cáo.", show_default=False),
    ] = "",
    recorder: RecorderOption = "",
    period: PeriodOption = "",
    plan: PlanOption = "",
    scope: ScopeOption = "",
    role: RoleOption = "",
    home: HomeOption = None,
) -> None:
    """Record a receipt or a promise that was told by telephone, or print of whom what was heard."""
    if not agency:
        if by or handler or phone or promised:
            refuse("Hãy ghi mã cơ quan; không ghi gì thì xem cơ quan nào đã nhận, đã xem trang, chưa có phản hồi.")
        with open_for_reading(home) as (office, _):
            _tell(receptions_now(office, office.clock.now()))
        return
    if not by:
        refuse("Hãy ghi người của cơ quan báo lại ở --by.")
    if not ref and (period or plan or scope or role):
        refuse("--period, --plan, --scope, --role chỉ ghi cùng nhiệm vụ.")
    day = parse_day_option(promised, "--promised") if promised else None
    meant, word = Meant(agency, ref, period, plan, scope, role), Word(Handler(handler, phone), day)
    with open_for_reading(home) as (office, _):
        name, lines = record_word(office, meant, word, office.clock.now(), by=on_the_telephone(by, post, recorder))
    what = f"nhiệm vụ {told_ref(lines[0].ref)}, {describe_check_in(lines[0])}" if ref else f"{len(lines)} báo cáo"
    typer.echo(f"Đã ghi {name} {f'hẹn gửi ngày {format_day(day)}' if day else 'đã nhận'}: {what}.")


def _tell(reached: list[Reached]) -> None:
    for one in reached:
        counts = (
            f"{one.count(Reception.SILENT)} chưa có phản hồi",
            f"{one.count(Reception.OPENED)} đã xem trang",
            f"{one.count(Reception.RECEIVED)} đã nhận",
        )
        seen = max((day for line in one.lines if (day := opened_on(line))), default=None)
        handlers = dict.fromkeys(line.receipt.handler for line in one.lines if line.receipt and line.receipt.handler)
        days = sorted({line.promise.promised_on for line in one.lines if line.promise})
        said = [
            ", ".join(counts),
            f"xem trang gần nhất {format_day(seen)}" if seen else "",
            f"người xử lý: {', '.join(handlers)}" if handlers else "",
            f"hẹn gửi ngày {', '.join(format_day(day) for day in days)}" if days else "",
        ]
        typer.echo(f"{one.agency}: {'; '.join(word for word in said if word)}.")
    silent = sum(bool(one.count(Reception.SILENT)) for one in reached)
    typer.echo(f"{silent} cơ quan còn báo cáo chưa có phản hồi.")
