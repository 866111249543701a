"""What all commands share: reading a day and a home from the command line, and refusing wrong use with one sentence."""

import os
import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from plan.language.reading import nearest, parse_day

HOME_VARIABLE = "DONDOC_HOME"
USUAL_HOME = Path("~/dondoc")
"""The home when neither `--home` nor the environment names one; the same as `models.settings.DEFAULT_HOME`, which takes
too long to import for a command that only reads plan files."""

HomeOption = Annotated[
    Path | None,
    typer.Option(
        "--home",
        metavar="THƯ_MỤC",
        help="Thư mục dữ liệu; kế hoạch trong `plans/` của nó thay cho bản kèm theo chương trình. "
        "Nếu không ghi: biến môi trường DONDOC_HOME, rồi ~/dondoc.",
        show_default=False,
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="In ra JSON cho máy đọc.")]


def refuse(sentence: str, code: int = 2) -> NoReturn:
    """Print one Vietnamese sentence to standard error and end the command: 2 is wrong use, 1 a "no" for an answer."""
    typer.echo(sentence, err=True)
    raise typer.Exit(code)


def parse_day_option(text: str, option: str) -> date:
    """Return the day written `2023-06-05` or `5/6/2023`, of the years 2000 to 2100; refuse any other text."""
    iso = re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", text.strip())
    try:
        return parse_day(f"{int(iso[3])}/{int(iso[2])}/{iso[1]}" if iso else text.strip())
    except ValueError:
        return refuse(f"{option}: không có ngày «{text}»; hãy viết như 2023-06-05 hoặc 5/6/2023 (năm 2000 đến 2100).")


def find_overlay(home: Path | None) -> Path | None:
    """Return the folder of the office's own plans, or None when the home has none; refuse a home that is a file."""
    path = (home or Path(os.environ.get(HOME_VARIABLE) or USUAL_HOME)).expanduser()
    if path.exists() and not path.is_dir():
        refuse(f"«{path}» không phải là thư mục; hãy ghi thư mục dữ liệu ở --home hoặc {HOME_VARIABLE}.")
    return path / "plans" if (path / "plans").is_dir() else None


def refuse_unknown(what: str, name: str, known: Iterable[str]) -> NoReturn:
    """Refuse a name that is not among `known`, telling the nearest right one, or all of them when they are few."""
    names = list(known)
    hint = nearest(name, names)
    listed = f" Các mã hiện có: {', '.join(names)}." if not hint and 0 < len(names) <= 12 else ""
    refuse(f"Không có {what} «{name}»{hint}.{listed}")
