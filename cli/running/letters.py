"""The command `dondoc letters`: print dunning letters on paper, and record under which numbers they were sent."""

from pathlib import Path
from typing import Annotated

import typer

from cli.arguments import HomeOption, parse_day_option, refuse
from cli.homes import open_for_reading
from cli.line_options import AgencyArgument, ByOption, PostOption
from flows.acts.people import at_the_office, person_named
from flows.acts.reports.paper_letters import Printing, print_letters, record_letter_sent
from models.files import system_words
from models.outbox.paper_letters import printed_letters
from plan.texts.written import format_day

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.callback(
    invoke_without_command=True,
    help="In công văn đôn đốc (Word) cho từng cơ quan có báo cáo quá hạn đã đến nấc «paper: true» của kế hoạch; số, ngày, chữ ký để trống. "
    "Tệp chứa mã QR mở trang báo cáo của cơ quan: ai có mã thì báo cáo thay được.",
)
def print_due(
    context: typer.Context,
    agency: Annotated[
        str, typer.Option("--agency", metavar="CƠ_QUAN", help="Chỉ in cho một cơ quan (mã).", show_default=False)
    ] = "",
    *,
    each: Annotated[bool, typer.Option("--each", help="Mỗi cơ quan một tệp.")] = False,
    until: Annotated[
        str,
        typer.Option(
            "--until",
            metavar="NGÀY",
            help="Hạn gửi báo cáo ghi trong công văn; không ghi thì 5 ngày làm việc.",
            show_default=False,
        ),
    ] = "",
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="THƯ_MỤC", help="Nơi ghi; không ghi thì reports/ của thư mục dữ liệu.", show_default=False
        ),
    ] = None,
    by: ByOption = "",
    post: PostOption = "",
    home: HomeOption = None,
) -> None:
    """Write the letters that are due, and print for whom and into which files."""
    if context.invoked_subcommand is not None:
        context.obj = home
        return
    answer_by = parse_day_option(until, "--until") if until else None
    with open_for_reading(home) as (office, plans):
        folder = out or office.home.reports
        try:
            folder.mkdir(parents=True, exist_ok=True)
            asked = Printing(agency, each, answer_by)
            printed = print_letters(office, plans, folder, asked, office.clock.now(), by=at_the_office(by, post))
        except OSError as error:
            refuse(f"Không ghi được vào {folder} ({system_words(error)}); hãy chọn thư mục khác bằng --out.")
    if not printed:
        typer.echo("Không có cơ quan nào đến nấc in công văn mà chưa gửi công văn.")
        return
    for one in printed:
        typer.echo(f"{one.name}: {one.count} báo cáo quá hạn, {one.file}")
    typer.echo(
        "Gửi xong, ghi số từng công văn: dondoc letters sent CƠ_QUAN --symbol SỐ --date NGÀY --by HỌ_TÊN.", err=True
    )


@app.command("sent", help="Ghi công văn đã in của một cơ quan đã gửi: số, ngày.")
def sent(
    context: typer.Context,
    agency: AgencyArgument,
    *,
    symbol: Annotated[
        str, typer.Option("--symbol", metavar="SỐ", help="Số, ký hiệu, ví dụ 123/VP-NC.", show_default=False)
    ],
    by: Annotated[str, typer.Option("--by", metavar="HỌ_TÊN", help="Người ghi của Văn phòng.", show_default=False)],
    post: PostOption = "",
    day: Annotated[
        str, typer.Option("--date", metavar="NGÀY", help="Ngày gửi; không ghi thì hôm nay.", show_default=False)
    ] = "",
    home: HomeOption = None,
) -> None:
    """Record the number under which an agency's last printed letter was sent."""
    sent_on = parse_day_option(day, "--date") if day else None
    with open_for_reading(home or context.obj) as (office, plans):
        now = office.clock.now()
        letter = record_letter_sent(office, plans, agency, symbol, sent_on, now, by=person_named(by, post))
    assert letter.sent_on is not None  # noqa: S101  what was just recorded
    typer.echo(f"Đã ghi công văn số {letter.symbol}, ngày {format_day(letter.sent_on)}, gửi «{agency}».")


@app.command("list", help="Xem các công văn đã in: của cơ quan nào, ngày nào, đã gửi số nào.")
def list_printed(context: typer.Context, home: HomeOption = None) -> None:
    """Print the letters, the newest first."""
    with open_for_reading(home or context.obj) as (office, plans), office.database.read() as session:
        registers = {loaded.register.code: loaded.register for loaded in plans.values()}
        found = printed_letters(session)
        for letter, count in found:
            register = registers.get(letter.province)
            name = register.name_of(letter.agency) if register else letter.agency
            state = (
                f"đã gửi, số {letter.symbol}, ngày {format_day(letter.sent_on)}" if letter.sent_on else "chưa ghi số"
            )
            typer.echo(f"{format_day(letter.printed_on)}  {name}: {count} báo cáo quá hạn, {state}")
    typer.echo(f"{len(found)} công văn.")
