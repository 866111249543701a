"""The command `dondoc report`: the Chairman's report as files."""

from pathlib import Path
from typing import Annotated

import typer

from cli.arguments import HomeOption, parse_day_option, refuse, refuse_unknown
from cli.homes import day_to_read, open_for_reading, plans_named
from cli.line_options import ByOption, PostOption
from cli.running.report_words import describe_made, describe_sent, tell_verified
from flows.acts.open_home import OpenHome
from flows.acts.people import at_the_office
from flows.acts.reports.letterheads import letterhead_fault
from flows.acts.reports.made_reports import verify_report
from flows.acts.reports.progress import write_summaries
from flows.acts.reports.sending import SENT_FORMATS, Wish, send_report
from models.audit.acts import Person
from models.files import system_words
from models.refusal import RefusedError, UnknownNameError
from models.reported.made import made_reports
from plan.library import LoadedPlan
from plan.texts.written import format_day
from reports.account.gathering import NothingGatheredError
from reports.account.periods import KINDS
from reports.forms.names import FORM_NAMES, OFFICE
from reports.portable import NoPdfError

app = typer.Typer(add_completion=False, rich_markup_mode=None)
FORMATS = ("docx", "xlsx", "md", "json", "pdf")


@app.callback(
    invoke_without_command=True,
    help="Viết báo cáo kết quả theo dõi, đôn đốc gửi Chủ tịch UBND tỉnh ra tệp Word, Excel, Markdown, JSON, PDF.",
)
def write(  # noqa: PLR0913, PLR0917  each is an option of the command
    context: typer.Context,
    home: HomeOption = None,
    on: Annotated[
        str,
        typer.Option("--on", metavar="NGÀY", help="Tính đến hết ngày này; không ghi thì hôm nay.", show_default=False),
    ] = "",
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="THƯ_MỤC", help="Nơi ghi; không ghi thì reports/ của thư mục dữ liệu.", show_default=False
        ),
    ] = None,
    plan: Annotated[
        str, typer.Option("--plan", metavar="KẾ_HOẠCH", help="Chỉ viết về một kế hoạch (mã).", show_default=False)
    ] = "",
    formats: Annotated[
        str, typer.Option("--format", metavar="DẠNG,…", help="Trong: docx, xlsx, md, json, pdf.")
    ] = "docx,xlsx,md",
    kind: Annotated[str, typer.Option("--kind", metavar="LOẠI", help=f"Một trong: {', '.join(KINDS)}.")] = "request",
    form: Annotated[
        str,
        typer.Option(
            "--form", metavar="MẪU", help="; ".join(f"{name}: {words}" for name, words in FORM_NAMES.items()) + "."
        ),
    ] = OFFICE,
    since: Annotated[
        str,
        typer.Option(
            "--since", metavar="NGÀY", help="Kể nội dung từ ngày này và so với ngày trước đó.", show_default=False
        ),
    ] = "",
    send: Annotated[
        bool,
        typer.Option("--send", help="Lập thư gửi Chủ tịch và nơi nhận đã đặt, kèm tệp; thư chờ Văn phòng phát hành."),
    ] = False,
    by: ByOption = "",
    post: PostOption = "",
) -> None:
    """Write the report of one plan or of every one the home follows, and print the files' names."""
    if context.invoked_subcommand is not None:
        context.obj = home
        return
    chosen = _read_formats(formats, send=send)
    if kind not in KINDS:
        refuse_unknown("loại báo cáo", kind, list(KINDS))
    if form not in FORM_NAMES:
        refuse_unknown("mẫu báo cáo", form, list(FORM_NAMES))
    first = parse_day_option(since, "--since") if since else None
    with open_for_reading(home) as (office, plans):
        chosen_plans = plans_named(plans, plan)
        day = day_to_read(office, on, "--on")
        if first and first > day:
            refuse(f"--since: ngày {format_day(first)} sau ngày của báo cáo ({format_day(day)}); hãy ghi ngày sớm hơn.")
        if fault := letterhead_fault(office, form):
            refuse(fault, 1)
        folder = out or office.home.reports
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if send:
                wish = Wish(day, kind, form, first, chosen)
                raise typer.Exit(_send_all(office, plans, chosen_plans, folder, wish, at_the_office(by, post)))
            written = write_summaries(office, chosen_plans, day, folder, chosen, kind, first, form)
        except NoPdfError as error:
            refuse(str(error))
        except NothingGatheredError as error:
            refuse(str(error), 1)
        except OSError as error:
            refuse(f"Không ghi được vào {folder} ({system_words(error)}); hãy chọn thư mục khác bằng --out.")
    for file in written:
        typer.echo(str(file))


def _read_formats(formats: str, *, send: bool) -> tuple[str, ...]:
    """Return the formats that are asked for; refuse one that there is not, and where none of them can be sent."""
    chosen = tuple(part.strip() for part in formats.split(",") if part.strip())
    for part in chosen:
        if part not in FORMATS:
            refuse(f"--format: không có dạng «{part}»; các dạng dùng được: {', '.join(FORMATS)}.")
    if send and not set(chosen) & set(SENT_FORMATS):
        refuse(f"--send: thư kèm tệp dạng {', '.join(SENT_FORMATS)}; hãy ghi một dạng như thế ở --format.")
    return chosen


def _send_all(
    office: OpenHome,
    plans: dict[str, LoadedPlan],
    chosen: list[LoadedPlan],
    folder: Path,
    wish: Wish,
    by: Person,
) -> int:
    """Send the report of each plan, tell what became of it, and return the exit code: 1 where one went to nobody."""
    code = 0
    for loaded in chosen:
        try:
            sent = send_report(office, plans, loaded, folder, wish, office.clock.now(), by=by)
        except UnknownNameError:
            raise
        except RefusedError as refused:
            typer.echo(str(refused), err=True)
            code = 1
            continue
        for line in describe_sent(sent):
            typer.echo(line)
    return code


@app.command("list", help="Xem các báo cáo đã lập: loại, ngày, tệp và mã băm của tệp.")
def list_made(context: typer.Context, home: HomeOption = None) -> None:
    """Print the reports that were made, the newest first, each with its files."""
    with open_for_reading(home or context.obj) as (office, plans), office.database.read() as session:
        made = made_reports(session)
        for report, files in made:
            typer.echo(describe_made(report, plans))
            for file in files:
                typer.echo(f"    {file.name}  {file.sha256}")
    typer.echo(f"{len(made)} báo cáo.")


@app.command(
    short_help="đối chiếu một tệp báo cáo với số liệu nay",
    help="Đối chiếu một tệp báo cáo: số liệu còn đúng không, số nào đã đổi và do việc gì.",
)
def verify(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="TỆP", help="Tệp báo cáo do chương trình ghi.")],
    home: HomeOption = None,
) -> None:
    """Print whether a report's figures still hold, each that was corrected since, and by which acts; exit 1 if any was."""
    try:
        content = file.read_bytes()
    except OSError as error:
        refuse(f"Không đọc được tệp {file} ({system_words(error)}); hãy ghi đúng đường dẫn.")
    with open_for_reading(home or context.obj) as (office, plans):
        try:
            found = verify_report(office, plans, content)
        except KeyError as error:
            refuse(
                f"Thư mục dữ liệu không còn theo dõi kế hoạch «{error.args[0]}» nên không đối chiếu được báo cáo này.",
                1,
            )
        if found is None:
            refuse(
                f"{file.name} không phải báo cáo do thư mục dữ liệu này lập, hoặc dấu của báo cáo trong tệp đã bị xóa.",
                1,
            )
        for line in tell_verified(found, plans):
            typer.echo(line)
    if found.corrected or found.changed or not found.same_then:
        raise typer.Exit(1)
