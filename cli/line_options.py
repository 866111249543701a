"""The arguments of every command that acts on one check-in: which one is meant, who acts, and when it was done."""

import re
from datetime import datetime, time
from pathlib import Path
from typing import Annotated

import typer

from cli.arguments import parse_day_option, refuse
from models.clock import end_of_day, moment_on

AgencyArgument = Annotated[
    str,
    typer.Argument(
        metavar="CƠ_QUAN",
        help="Mã cơ quan phải báo cáo; cơ quan của tỉnh khác ghi «mã tỉnh:mã cơ quan».",
        show_default=False,
    ),
]
RefArgument = Annotated[
    str, typer.Argument(metavar="ĐIỂM", help="Nhiệm vụ của văn bản, ví dụ II.1.a.", show_default=False)
]
JudgeOption = Annotated[
    str,
    typer.Option(
        "--judge",
        metavar="CƠ_QUAN",
        help="Cơ quan theo dõi (mã); không ghi thì cơ quan có quyền xác nhận.",
        show_default=False,
    ),
]
PeriodOption = Annotated[
    str,
    typer.Option("--period", metavar="KỲ", help="Kỳ báo cáo, ví dụ 2023-H1, nếu có nhiều kỳ.", show_default=False),
]
PlanOption = Annotated[
    str,
    typer.Option("--plan", metavar="KẾ_HOẠCH", help="Kế hoạch (mã), nếu nhiệm vụ có ở nhiều nơi.", show_default=False),
]
ScopeOption = Annotated[
    str, typer.Option("--scope", metavar="PHẠM_VI", help="Phạm vi, nếu nhiệm vụ chia theo phạm vi.", show_default=False)
]
RoleOption = Annotated[
    str,
    typer.Option("--role", metavar="LOẠI", help="Loại báo cáo của một sự cố: first, final, …", show_default=False),
]
PostOption = Annotated[str, typer.Option("--post", metavar="CHỨC_VỤ", help="Chức vụ của người đó.", show_default=False)]
ByOption = Annotated[
    str,
    typer.Option(
        "--by",
        metavar="HỌ_TÊN",
        help="Người làm việc này ở Văn phòng; không ghi thì nhật ký ghi «Văn phòng».",
        show_default=False,
    ),
]
PassphraseOption = Annotated[
    Path | None,
    typer.Option(
        "--passphrase-file",
        metavar="TỆP",
        help="Tệp chứa mật khẩu của bản sao lưu đã mã hóa; không ghi thì biến DONDOC_BACKUP_PASSPHRASE.",
        show_default=False,
    ),
]
RecorderOption = Annotated[
    str,
    typer.Option(
        "--recorder",
        metavar="HỌ_TÊN",
        help="Người của Văn phòng ghi lại việc này; không ghi thì nhật ký ghi «Văn phòng».",
        show_default=False,
    ),
]
EarlierOption = Annotated[
    str,
    typer.Option(
        "--on",
        metavar="NGÀY",
        help="Ngày việc đã xảy ra, nếu trước hôm nay; cần nêu văn bản và lý do ghi muộn.",
        show_default=False,
    ),
]


def parse_moment(text: str, option: str) -> datetime:
    """Return the moment written `2024-05-06 14:00` or `6/5/2024 14h00`, in Asia/Ho_Chi_Minh; refuse any other text."""
    day, _, clock = text.strip().partition(" ")
    at = re.fullmatch(r"([01]?[0-9]|2[0-3])[:h]([0-5][0-9])", clock.strip())
    if at is None:
        refuse(f"{option}: «{text}» thiếu giờ, phút; hãy viết như '2024-05-06 14:00'.")
    return moment_on(parse_day_option(day, option), time(int(at[1]), int(at[2])))


def parse_earlier(text: str, option: str) -> datetime:
    """Return a moment as `parse_moment` does; of a day written alone its last moment, as a day ends at 24:00."""
    return parse_moment(text, option) if " " in text.strip() else end_of_day(parse_day_option(text, option))
