"""The command `dondoc calendar`: which open check-ins the working calendar would move now, and moving them."""

from typing import Annotated

import typer

from cli.arguments import HomeOption, refuse
from cli.homes import open_for_reading
from cli.line_options import PostOption, RecorderOption
from flows.acts.decisions import apply_calendar, shifts_now
from flows.acts.people import at_the_office
from models.check_ins.calendar_changes import Shift
from plan.library import LoadedPlan
from plan.refs import told_ref
from plan.texts.written import format_day

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(help="Sau khi sửa lịch nghỉ: xem báo cáo đang mở nào đổi ngày nhắc hoặc hạn, rồi áp dụng theo văn bản.")
def show(
    home: HomeOption = None,
    *,
    apply: Annotated[bool, typer.Option("--apply", help="Đổi ngày của các báo cáo trong danh sách.")] = False,
    by: Annotated[
        str,
        typer.Option("--by", metavar="VĂN_BẢN", help="Văn bản về ngày nghỉ, cần có khi --apply.", show_default=False),
    ] = "",
    recorder: RecorderOption = "",
    post: PostOption = "",
) -> None:
    """Print what would move, old and new; with `--apply` move it, by a document that is kept with each."""
    act = " ".join(by.split())
    if apply and not act:
        refuse("--apply cần có --by: văn bản quyết định ngày nghỉ, ngày làm việc.")
    with open_for_reading(home) as (office, _):
        if apply:
            found, moved = apply_calendar(office, act, office.clock.now(), by=at_the_office(recorder, post))
        else:
            found, moved = shifts_now(office), 0
    for shift, loaded in found:
        typer.echo(_line(shift, loaded))
    if not found:
        typer.echo("Lịch hiện nay không làm đổi ngày của báo cáo nào đang mở.")
    elif apply:
        typer.echo(f"Đã đổi ngày của {moved} báo cáo, theo {act}.")
    else:
        typer.echo(f"{len(found)} báo cáo sẽ đổi ngày; áp dụng bằng: dondoc calendar --apply --by VĂN_BẢN.")


def _line(shift: Shift, loaded: LoadedPlan) -> str:
    one = shift.check_in
    due = f"hạn {format_day(one.due_on)}"
    if shift.due_on != one.due_on:
        due = f"hạn {format_day(one.due_on)} → {format_day(shift.due_on)}"
    remind = f"ngày làm việc cuối trong hạn {format_day(one.remind_on)}"
    if shift.remind_on != one.remind_on:
        remind += f" → {format_day(shift.remind_on)}"
    return (
        f"{one.plan} {told_ref(one.ref)}, kỳ {one.occurrence}, {loaded.register.name_of(one.holder)}: {due}; {remind}"
    )
