"""The command `dondoc answer`: record what an agency says by telephone, or list what it owes."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from cli.arguments import HomeOption, refuse, refuse_unknown
from cli.homes import open_for_reading
from cli.line_options import (
    AgencyArgument,
    EarlierOption,
    PeriodOption,
    PlanOption,
    PostOption,
    RecorderOption,
    RefArgument,
    RoleOption,
    ScopeOption,
    parse_earlier,
)
from flows.acts.find_check_in import Meant, describe_check_in
from flows.acts.people import on_the_telephone
from flows.acts.telephone import Owing, Recorded, Spoken, lines_to_answer, record_spoken, split_named, told_earlier
from models.check_ins.state_words import STATE_WORDS
from models.refusal import RefusedError
from models.tables.core import Result
from plan.refs import told_ref
from reports.labels import CLAIM_LABELS

app = typer.Typer(add_completion=False, rich_markup_mode=None)

RESULTS = {
    "chua-thuc-hien": Result.NOT_STARTED,
    "dang-thuc-hien": Result.IN_PROGRESS,
    "hoan-thanh": Result.DONE,
    "vuong-mac": Result.BLOCKED,
}
"""How the results are written on the command line."""


@app.command(
    help="Ghi báo cáo của một cơ quan nhận qua điện thoại cho một nhiệm vụ; chỉ ghi cơ quan thì xem cơ quan đó còn phải báo cáo gì."
)
def answer(  # noqa: PLR0913  each is an option of the command
    agency: AgencyArgument,
    ref: RefArgument = "",
    *,
    result: Annotated[
        str, typer.Option("--result", metavar="|".join(RESULTS), help="Kết quả.", show_default=False)
    ] = "",
    by: Annotated[
        str, typer.Option("--by", metavar="HỌ_TÊN", help="Người báo cáo thay mặt cơ quan.", show_default=False)
    ] = "",
    post: PostOption = "",
    percent: Annotated[
        int | None,
        typer.Option("--percent", metavar="0-100", help="Tỷ lệ hoàn thành, nếu có.", show_default=False),
    ] = None,
    text: Annotated[
        str, typer.Option("--text", metavar="NỘI_DUNG", help="Kết quả thực hiện.", show_default=False)
    ] = "",
    difficulties: Annotated[
        str,
        typer.Option("--difficulties", metavar="NỘI_DUNG", help="Khó khăn, vướng mắc.", show_default=False),
    ] = "",
    proposals: Annotated[
        str, typer.Option("--proposals", metavar="NỘI_DUNG", help="Kiến nghị, đề xuất.", show_default=False)
    ] = "",
    part: Annotated[
        list[str] | None,
        typer.Option(
            "--part",
            metavar="'ĐỀ_MỤC=NỘI_DUNG'",
            help="Nội dung của một đề mục, nếu báo cáo có đề cương; ghi được nhiều lần.",
            show_default=False,
        ),
    ] = None,
    figure: Annotated[
        list[str] | None,
        typer.Option(
            "--figure",
            metavar="'CHỈ_TIÊU=SỐ'",
            help="Số liệu của một chỉ tiêu, ví dụ 'I.1.b.6=12,5'; ghi được nhiều lần.",
            show_default=False,
        ),
    ] = None,
    unchanged: Annotated[
        bool, typer.Option("--unchanged", help="Không thay đổi so với kỳ trước: giữ nguyên báo cáo kỳ trước.")
    ] = False,
    file: Annotated[
        list[Path] | None,
        typer.Option("--file", metavar="TỆP", help="Tài liệu minh chứng; ghi được nhiều lần.", show_default=False),
    ] = None,
    period: PeriodOption = "",
    plan: PlanOption = "",
    scope: ScopeOption = "",
    role: RoleOption = "",
    on: EarlierOption = "",
    document: Annotated[
        str,
        typer.Option("--document", metavar="VĂN_BẢN", help="Số văn bản báo cáo, khi ghi --on.", show_default=False),
    ] = "",
    recorder: RecorderOption = "",
    reason: Annotated[
        str, typer.Option("--reason", metavar="LÝ_DO", help="Vì sao ghi muộn, khi ghi --on.", show_default=False)
    ] = "",
    home: HomeOption = None,
) -> None:
    """Record an answer and tell what was recorded, or print what the agency owes."""
    said = (result, by, text, difficulties, proposals, part, figure, file, on)
    if not ref:
        if unchanged or percent is not None or any(said):
            refuse(
                "Hãy ghi nhiệm vụ của văn bản sau mã cơ quan; chỉ ghi cơ quan thì xem cơ quan đó còn phải báo cáo gì."
            )
        with open_for_reading(home) as (office, _):
            _tell_owing(lines_to_answer(office, agency, office.clock.now()))
        return
    spoken = _spoken(result, unchanged, percent, (text, difficulties, proposals), part or [], figure or [], file or [])
    at = parse_earlier(on, "--on") if on else None
    if at is None and (document or reason):
        refuse("--document và --reason chỉ ghi cùng --on, khi cơ quan đã báo cáo từ trước hôm nay.")
    with open_for_reading(home) as (office, _):
        now: datetime = office.clock.now()
        earlier = told_earlier(at, document, recorder, reason, now)
        meant = Meant(agency, ref, period, plan, scope, role)
        recorded = record_spoken(office, meant, spoken, now, earlier, by=on_the_telephone(by, post, recorder))
    _tell_recorded(recorded)


def _spoken(
    result: str,
    unchanged: bool,
    percent: int | None,
    words: tuple[str, str, str],
    parts: list[str],
    figures: list[str],
    files: list[Path],
) -> Spoken:
    if unchanged and (result or percent is not None or any(words) or parts or figures):
        refuse("--unchanged giữ nguyên báo cáo kỳ trước; không ghi cùng kết quả, tỷ lệ, nội dung hay số liệu.")
    if not unchanged and not result:
        refuse(
            f"Hãy ghi kết quả ở --result ({', '.join(RESULTS)}), hoặc --unchanged nếu không thay đổi so với kỳ trước."
        )
    if result and result not in RESULTS:
        refuse_unknown("kết quả", result, RESULTS)
    try:
        named_parts = tuple(split_named(one, "--part") for one in parts)
        named_figures = tuple(split_named(one, "--figure") for one in figures)
    except RefusedError as error:
        refuse(str(error))
    return Spoken(
        RESULTS.get(result), percent, *words, named_parts, named_figures, unchanged=unchanged, files=tuple(files)
    )


def _tell_owing(owing: Owing) -> None:
    for line, title, form in owing.lines:
        check_in = line.check_in
        typer.echo(f"{told_ref(check_in.ref)} {describe_check_in(check_in)}: {STATE_WORDS[check_in.state]}; {title}")
        if form.headings:
            headings = "; ".join(f"{one.words}{' (bắt buộc)' if one.required else ''}" for one in form.headings)
            typer.echo(f"  đề mục (--part): {headings}")
        if form.figures:
            figures = "; ".join(f"{one.ref} {one.title}, {one.goal}" for one in form.figures)
            typer.echo(f"  số liệu (--figure): {figures}")
    owed = sum(not line.answered for line, _, _ in owing.lines)
    typer.echo(f"{owing.agency}: {owed} báo cáo chưa gửi, {len(owing.lines) - owed} báo cáo chờ xác nhận.")


def _tell_recorded(recorded: Recorded) -> None:
    percent = f", {recorded.percent}%" if recorded.percent is not None else ""
    said = (
        f"báo cáo của {recorded.agency}, nhiệm vụ {told_ref(recorded.check_in.ref)}, {describe_check_in(recorded.check_in)}: "
        f"{CLAIM_LABELS[recorded.result].lower()}{percent}."
    )
    typer.echo(f"Đã ghi {said}" if recorded.is_new else f"Đã có {said} Không ghi thêm.")
