"""The command `dondoc deploy`: the same work as `up` serves onto a pool of Prefect's, for workers on other machines."""

import typer

from cli.arguments import HomeOption
from cli.homes import find_home_there, refusals

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(
    help="Đặt các việc theo lịch vào nhóm máy (work_pool) của máy chủ Prefect, để mọi máy chạy dondoc up --only worker cùng làm. "
    "Chạy lại không làm trùng gì."
)
def deploy(home: HomeOption = None) -> None:
    """Deploy; exit 1 where the server of Prefect does not take it, 2 where the settings name no pool."""
    from flows.up.many.deploying import run_deploy

    with refusals():
        code = run_deploy(find_home_there(home))
    raise typer.Exit(code)
