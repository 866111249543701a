"""The command `dondoc refer`: put a matter to the higher authority, see those there are, record its decision."""

from typing import Annotated

import typer

from cli.arguments import HomeOption, parse_day_option, refuse
from cli.homes import open_for_reading
from cli.line_options import ByOption, PostOption, RecorderOption
from flows.acts.ad_hoc import decide_referral, put_to_higher
from flows.acts.people import at_the_office, on_the_telephone
from models.decisions.referrals import Decision, Matter, referrals
from models.tables.ad_hoc import Referral
from plan.refs import told_ref
from plan.texts.written import format_day

app = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True)


@app.command(
    "put",
    short_help="ghi nội dung trình cấp trên",
    help="Ghi một nội dung vượt thẩm quyền của cơ quan, trình cấp trên xem xét, chỉ đạo.",
)
def put(
    agency: Annotated[str, typer.Option("--agency", metavar="CƠ_QUAN", help="Cơ quan trình (mã).")],
    ref: Annotated[str, typer.Option("--ref", metavar="ĐIỂM", help="Nhiệm vụ của văn bản.")],
    matter: Annotated[str, typer.Option("--matter", metavar="NỘI_DUNG", help="Việc gì, một dòng.")],
    by: Annotated[str, typer.Option("--by", metavar="HỌ_TÊN", help="Người trình.")],
    post: PostOption = "",
    plan: Annotated[
        str, typer.Option("--plan", metavar="KẾ_HOẠCH", help="Kế hoạch (mã), nếu theo dõi nhiều.", show_default=False)
    ] = "",
    recorder: RecorderOption = "",
    home: HomeOption = None,
) -> None:
    """Record a referral and tell its number."""
    with open_for_reading(home) as (office, _):
        put_by = on_the_telephone(by, post, recorder)
        typer.echo(_words(put_to_higher(office, Matter(agency, ref, matter), office.clock.now(), plan, by=put_by)))


@app.command("list", help="Xem các nội dung vượt thẩm quyền và ý kiến chỉ đạo.")
def list_(home: HomeOption = None) -> None:
    """Print the referrals with their decisions."""
    with open_for_reading(home) as (office, _), office.database.read() as session:
        found = referrals(session)
        for referral in found:
            typer.echo(_words(referral))
    typer.echo(f"{len(found)} việc.")


@app.command("decide", help="Ghi ý kiến chỉ đạo của cấp trên cho một việc đã trình.")
def decide_(
    number: Annotated[str, typer.Argument(metavar="SỐ/NĂM", help="Ví dụ 1/2024.")],
    decision: Annotated[str, typer.Option("--decision", metavar="Ý_KIẾN", help="Ý kiến chỉ đạo, một dòng.")],
    document: Annotated[str, typer.Option("--document", metavar="SỐ_VĂN_BẢN", help="Văn bản ghi ý kiến đó.")],
    date: Annotated[
        str, typer.Option("--date", metavar="NGÀY", help="Ngày chỉ đạo; không ghi thì hôm nay.", show_default=False)
    ] = "",
    by: ByOption = "",
    post: PostOption = "",
    home: HomeOption = None,
) -> None:
    """Record the decision on a referral, once."""
    serial, _, year = number.partition("/")
    if not all(part.isascii() and part.isdecimal() and len(part) < 7 for part in (serial, year)):
        refuse(f"«{number}» không phải số của một việc; hãy viết như 1/2024.")
    with open_for_reading(home) as (office, _):
        now = office.clock.now()
        day = parse_day_option(date, "--date") if date else now.date()
        said = Decision(decision, document, day)
        recorded = decide_referral(office, (int(serial), int(year)), said, now, by=at_the_office(by, post))
    typer.echo(_words(recorded))


def _words(referral: Referral) -> str:
    asked = (
        f"Nội dung vượt thẩm quyền số {referral.number} năm {referral.year}, {referral.agency}, nhiệm vụ {told_ref(referral.ref)}, trình "
        f"{referral.to} ngày {format_day(referral.referred_on)}: {referral.matter}"
    )
    if referral.decided_on is None:
        return f"{asked} [chờ chỉ đạo]"
    return f"{asked} [chỉ đạo ngày {format_day(referral.decided_on)}, {referral.document}: {referral.decision}]"
