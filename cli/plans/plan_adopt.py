"""The command `dondoc plan adopt`: a drafted plan is followed from a day on."""

from pathlib import Path
from typing import Annotated

import typer

from cli.arguments import HomeOption, parse_day_option, refuse
from plan.library import REGISTER_FILE
from plan.texts.written import format_day


def adopt_plan(
    file: Annotated[
        Path, typer.Argument(metavar="TỆP", help="Tệp kế hoạch của bản thảo, bên cạnh là danh bạ agencies.yaml.")
    ],
    *,
    begins: Annotated[
        str, typer.Option("--from", metavar="NGÀY", help="Theo dõi từ ngày; không ghi thì từ hôm nay.")
    ] = "",
    by: Annotated[str, typer.Option("--by", metavar="HỌ_TÊN", help="Người quyết định của Văn phòng.")],
    post: Annotated[str, typer.Option("--post", metavar="CHỨC_VỤ", help="Chức vụ của người đó.")] = "",
    home: HomeOption = None,
) -> None:
    """Đưa bản thảo đã quyết định xong vào theo dõi: chép vào thư mục plans, ghi mã vào dondoc.toml, ghi ngày bắt đầu.

    Đợt đôn đốc tiếp theo mở phiếu báo cáo. Mã kết thúc: 1 khi bản thảo còn chỗ «???» hoặc lỗi, không có gì thay đổi.
    """
    from cli.homes import open_for_reading
    from flows.acts.people import person_named
    from models.drafts.adopting import adopt_draft
    from models.drafts.first_asked import asked_first
    from plan.drafting.review.doubts import DraftTexts

    try:
        register = file.parent / REGISTER_FILE
        draft = DraftTexts(file.read_text(encoding="utf-8-sig"), register.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):
        refuse(f"{file}: không đọc được tệp này hoặc danh bạ {REGISTER_FILE} cạnh tệp.")
    with open_for_reading(home) as (office, _):
        now = office.clock.now()
        day = parse_day_option(begins, "--from") if begins else now.date()
        loaded = adopt_draft(office.home, office.database, file.stem, draft, day, now, by=person_named(by, post))
        first = asked_first(loaded, day, now)
    typer.echo(
        f"Kế hoạch {loaded.plan.code} được theo dõi từ ngày {format_day(day)}; đợt đôn đốc ngày {format_day(first.round_on)} "
        f"mở {first.opened} phiếu báo cáo của {first.told} cơ quan."
    )
    for one in first.days:
        typer.echo(f"  {one.words}.")
    typer.echo(
        "Địa chỉ còn thiếu, thành viên còn phải bổ sung: trang «Dự thảo kế hoạch» của Văn phòng, bấm tên kế hoạch."
    )
