"""The command `dondoc request`: the office or the Chairman asks agencies for an answer by a date."""

from typing import Annotated

import typer

from cli.arguments import HomeOption, parse_day_option, refuse, refuse_unknown
from cli.homes import open_for_reading
from cli.line_options import PostOption, RecorderOption
from flows.acts.ad_hoc import ask_agencies
from flows.acts.people import at_the_office
from models.decisions.requests import Asking, ref_of, requests_of
from models.tables.ad_hoc import Asker, Request
from plan.texts.written import format_day

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(
    help="Ghi một yêu cầu đột xuất: cơ quan nào, báo cáo về việc gì, hạn nào; không ghi gì thì xem các yêu cầu đã có."
)
def ask(  # noqa: PLR0913  each is an option of the command
    to: Annotated[
        list[str] | None,
        typer.Argument(metavar="[MÃ…]", help="Mã cơ quan hoặc nhóm, viết tiếp sau --to.", show_default=False),
    ] = None,
    *,
    first: Annotated[
        list[str] | None,
        typer.Option(
            "--to", metavar="MÃ", help="Mã cơ quan hoặc nhóm phải báo cáo; ghi được nhiều mã.", show_default=False
        ),
    ] = None,
    by: Annotated[
        str, typer.Option("--by", metavar="NGÀY", help="Hạn báo cáo, tính cả ngày đó.", show_default=False)
    ] = "",
    subject: Annotated[
        str, typer.Option("--subject", metavar="NỘI_DUNG", help="Yêu cầu về việc gì.", show_default=False)
    ] = "",
    document: Annotated[
        str, typer.Option("--document", metavar="VĂN_BẢN", help="Văn bản yêu cầu: số, ngày.", show_default=False)
    ] = "",
    asked_by: Annotated[
        str, typer.Option("--asked-by", metavar="office|chairman", help="Văn phòng hay Chủ tịch UBND tỉnh yêu cầu.")
    ] = "office",
    plan: Annotated[
        str,
        typer.Option("--plan", metavar="KẾ_HOẠCH", help="Theo dõi cùng kế hoạch nào (mã).", show_default=False),
    ] = "",
    recorder: RecorderOption = "",
    post: PostOption = "",
    home: HomeOption = None,
) -> None:
    """Record a request and tell its number; given nothing, print those there are."""
    parties = (*(first or ()), *(to or ()))
    if asked_by not in list(Asker):
        refuse_unknown("người yêu cầu", asked_by, list(Asker))
    if not (parties or by or subject or document):
        with open_for_reading(home) as (office, _), office.database.read() as session:
            for request in requests_of(session):
                typer.echo(_line(request))
            typer.echo(f"{len(requests_of(session))} yêu cầu.")
        return
    if not by or not parties:
        refuse("Hãy ghi cơ quan phải báo cáo ở --to và hạn báo cáo ở --by; xem dondoc request --help.")
    due_on = parse_day_option(by, "--by")
    with open_for_reading(home) as (office, _):
        asking = Asking(parties, due_on, subject, document, Asker(asked_by))
        request = ask_agencies(office, asking, office.clock.now(), plan, by=at_the_office(recorder, post))
    typer.echo(f"Đã ghi {_line(request)}")
    typer.echo("Thư thông báo gửi các cơ quan trong đợt đôn đốc tiếp theo.")


def _line(request: Request) -> str:
    agencies = request.agencies.split()
    return (
        f"yêu cầu đột xuất số {request.number} năm {request.year} ({ref_of(request)}, {request.document}): "
        f"{request.subject}; hạn {format_day(request.due_on)}; {len(agencies)} cơ quan: {', '.join(agencies)}."
    )
