"""The commands `dondoc plan …`: what the plan files say, without a database and without a clock."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from cli.arguments import HomeOption, JsonOption, find_overlay, parse_day_option, refuse, refuse_unknown
from cli.plans.plan_adopt import adopt_plan
from cli.plans.plan_draft import draft
from cli.plans.plan_simulate import simulate_plan
from plan.errors import FileError
from plan.language.register_file import read_calendar, read_register
from plan.library import (
    CALENDAR_FILE,
    REGISTER_FILE,
    Library,
    LoadedPlan,
    check_plan,
    read_limited,
    shown,
    unread_files,
)
from plan.periods import find_period_name
from plan.refs import told_ref
from plan.texts.written import format_day

app = typer.Typer(
    help="Kiểm tra kế hoạch, xem nhiệm vụ, hạn và cách tính hạn.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)

app.command("draft", short_help="soạn bản thảo kế hoạch từ văn bản")(draft)
app.command("adopt", short_help="đưa bản thảo đã quyết định xong vào theo dõi")(adopt_plan)
app.command("simulate", short_help="tính trước khối lượng của một kế hoạch")(simulate_plan)

PlanArgument = Annotated[str, typer.Argument(metavar="KẾ_HOẠCH", help="Mã kế hoạch, ví dụ bac-giang.")]


@app.command("check", short_help="kiểm tra tệp kế hoạch, danh bạ, lịch")
def check_files(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="TỆP…", help="Tệp kế hoạch, danh bạ hoặc lịch; không ghi thì kiểm tra tất cả."),
    ] = None,
    home: HomeOption = None,
) -> None:
    """Kiểm tra tệp kế hoạch: mỗi lỗi một dòng «tệp:dòng: nội dung», mỗi điều cần lưu ý một dòng «tệp:dòng: cảnh báo: …».

    Mã kết thúc: 0 mọi tệp đều đúng (có thể có cảnh báo), 1 có lỗi, 2 có tệp không đọc được.
    """
    library = Library(find_overlay(home))
    unreadable = False
    told: dict[FileError, None] = {} if files else dict.fromkeys(unread_files(library))
    checked, plans = files or list(library.plan_files().values()), _all_plans(library)
    for file in checked:
        try:
            told |= dict.fromkeys(_check_one(file, library, plans))
        except OSError as error:
            unreadable = True
            typer.echo(f"{file}: không đọc được tệp ({_reason(error)}).", err=True)
    for found in told:
        typer.echo(str(found))
    if unreadable:
        raise typer.Exit(2)
    if any(not found.warning for found in told):
        raise typer.Exit(1)
    warnings = f", {len(told)} cảnh báo" if told else ""
    typer.echo(f"Đã kiểm tra {len(checked)} tệp, không có lỗi{warnings}.")


@app.command("show", short_help="xem các nhiệm vụ và các bên")
def show_plan(
    plan: PlanArgument,
    on: Annotated[
        str, typer.Option("--on", metavar="NGÀY", help="Các bên đúng như ngày này (2023-06-05 hoặc 5/6/2023).")
    ] = "",
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Xem các nhiệm vụ: điều văn bản ghi và điều văn phòng chọn, các bên như văn bản ghi và như ở một ngày."""
    from cli.plans.plan_json import plan_as_json
    from cli.plans.plan_text import render_plan

    day = parse_day_option(on, "--on") if on else None
    loaded = _load(plan, Library(find_overlay(home)))
    if as_json:
        _print_json(plan_as_json(loaded, day))
    else:
        others = [one for one in _all_plans(Library(find_overlay(home))).values() if one is not None]
        typer.echo(render_plan(loaded, day, others))


@app.command("due", short_help="liệt kê phiếu báo cáo và hạn")
def list_due(
    first: Annotated[str, typer.Option("--from", metavar="NGÀY", help="Từ ngày, tính cả ngày này.")],
    last: Annotated[str, typer.Option("--to", metavar="NGÀY", help="Đến ngày, tính cả ngày này.")],
    plan: Annotated[str, typer.Argument(metavar="KẾ_HOẠCH", help="Mã kế hoạch; không ghi thì lấy mọi kế hoạch.")] = "",
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Liệt kê mọi phiếu báo cáo mà kế hoạch yêu cầu, có ngày cuối cùng trong hạn nằm trong khoảng đã cho."""
    from cli.plans.plan_json import owed_as_json
    from cli.plans.plan_text import render_owed
    from plan.owed import owed_between

    begin, end = parse_day_option(first, "--from"), parse_day_option(last, "--to")
    if end < begin:
        refuse(f"--to {format_day(end)} sớm hơn --from {format_day(begin)}; hãy đổi chỗ hai ngày.")
    library = Library(find_overlay(home))
    codes = [plan] if plan else list(library.plan_files())
    loaded = [_load(code, library) for code in codes]
    lines = [(one, owed) for one in loaded for owed in owed_between(one.plan, one.register, one.calendar, begin, end)]
    lines.sort(key=lambda line: line[1].due_on)
    if as_json:
        _print_json([owed_as_json(owed) for _, owed in lines])
    else:
        typer.echo(render_owed(lines))


@app.command("explain", short_help="giải thích từng bước một hạn")
def explain(
    ref: Annotated[str, typer.Argument(metavar="ĐIỂM", help="Điểm của kế hoạch, ví dụ II.1.a.")],
    plan: Annotated[str, typer.Option("--plan", metavar="KẾ_HOẠCH", help="Mã kế hoạch.")],
    agency: Annotated[str, typer.Option("--agency", metavar="CƠ_QUAN", help="Mã cơ quan, ví dụ so-y-te.")],
    period: Annotated[
        str, typer.Option("--period", metavar="KỲ", help="Kỳ: 2023-H1, 2023-Q3, 2023, hoặc ngày văn bản ghi.")
    ],
    home: HomeOption = None,
) -> None:
    """Giải thích từng bước một hạn: điểm của văn bản, kỳ, quy tắc, lịch làm việc, cơ quan, ngày."""
    from cli.plans.plan_explained import NotOwedError, explain_check_in

    loaded = _load(plan, Library(find_overlay(home)))
    if ref not in loaded.plan.tasks:
        if ref in loaded.plan.same_as:
            refuse(
                f"Điểm {ref} được theo dõi qua nhiệm vụ {', '.join(map(told_ref, loaded.plan.same_as[ref]))}.", code=1
            )
        if ref in loaded.plan.no_answer:
            refuse(f"Điểm {ref} không cần báo cáo: {loaded.plan.no_answer[ref]}.", code=1)
        refuse_unknown("nhiệm vụ", ref, loaded.plan.tasks)
    if agency not in loaded.register.agencies and agency not in loaded.register.groups:
        refuse_unknown("cơ quan", agency, loaded.register.agencies)
    try:
        name = period if loaded.plan.tasks[ref].steps else find_period_name(period)
    except ValueError as error:
        refuse(f"--period: {error}")
    try:
        sentences = explain_check_in(loaded, ref, agency, name)
    except NotOwedError as error:
        refuse(str(error), code=1)
    for number, sentence in enumerate(sentences, start=1):
        typer.echo(f"{number}. {sentence}")


@app.command("apply-ladder", short_help="cho phiếu đang mở theo thang đôn đốc đã sửa")
def apply_ladder(
    plan: PlanArgument,
    *,
    by: Annotated[str, typer.Option("--by", metavar="HỌ_TÊN", help="Người quyết định của Văn phòng.")],
    post: Annotated[str, typer.Option("--post", metavar="CHỨC_VỤ", help="Chức vụ của người đó.")] = "",
    home: HomeOption = None,
) -> None:
    """Cho các phiếu báo cáo đang mở theo thang đôn đốc hiện nay của kế hoạch; phiếu mở sau thì luôn theo thang lúc mở.

    Mã kết thúc: 1 khi không phiếu nào đang theo thang khác.
    """
    from cli.homes import open_for_reading
    from flows.acts.decisions import apply_changed_ladder
    from flows.acts.people import person_named

    with open_for_reading(home) as (office, _):
        count = apply_changed_ladder(office, plan, office.clock.now(), by=person_named(by, post))
    if not count:
        refuse("Không có phiếu báo cáo đang mở nào theo thang đôn đốc khác.", code=1)
    typer.echo(f"{count} phiếu báo cáo đang mở từ nay theo thang đôn đốc hiện nay của kế hoạch {plan}.")


def _check_one(file: Path, library: Library, plans: Mapping[str, LoadedPlan | None]) -> tuple[FileError, ...]:
    from plan.across.likeness import warn_of_alike
    from plan.across.sources import led_nowhere

    if file.name == REGISTER_FILE:
        return read_register(read_limited(file), shown(file))[1]
    if file.name == CALENDAR_FILE:
        return read_calendar(read_limited(file), shown(file))[1]
    changed = library.changes_file(file.stem)
    if changed is not None and changed.resolve() == file.resolve() and file.stem in library.plan_files():
        file = library.plan_files()[file.stem]
    loaded, errors = check_plan(file, library)
    if loaded is None:
        return errors
    sound = [one for one in plans.values() if one is not None]
    return tuple(sorted((*loaded.warnings, *led_nowhere(loaded, plans), *warn_of_alike(loaded, sound))))


def _all_plans(library: Library) -> dict[str, LoadedPlan | None]:
    """Return all plans by code, None for one that is not sound."""
    found: dict[str, LoadedPlan | None] = {}
    for code, file in library.plan_files().items():
        try:
            found[code] = check_plan(file, library)[0]
        except OSError:  # told where the file itself is checked
            found[code] = None
    return found


def _load(code: str, library: Library) -> LoadedPlan:
    """Return a sound plan; print its errors and end with 1 when it is not sound, with 2 when there is none."""
    files = library.plan_files()
    if code not in files:
        refuse_unknown("kế hoạch", code, files)
    try:
        loaded, errors = check_plan(files[code], library)
    except OSError as error:
        refuse(f"{files[code]}: không đọc được tệp ({_reason(error)}).")
    if loaded is None:
        refuse("\n".join(str(error) for error in errors), code=1)
    return loaded


def _reason(error: OSError) -> str:
    reasons: dict[type[OSError], str] = {
        FileNotFoundError: "không có tệp này",
        PermissionError: "không có quyền đọc",
        IsADirectoryError: "đây là một thư mục",
    }
    return reasons.get(type(error), "đây không phải là tệp thường, hoặc ổ đĩa có lỗi")


def _print_json(value: object) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, default=date.isoformat))
