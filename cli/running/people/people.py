"""The command `dondoc people`: who is let in under his own name, as what, and until when."""

from typing import Annotated

import typer

from cli.arguments import HomeOption, refuse_unknown
from cli.homes import open_for_reading
from cli.line_options import PostOption
from flows.acts.access.letting_in import end, give, people_told
from flows.acts.people import person_named
from models.access.rights import ACCESS_WORDS, GIVEN
from models.people.grants import LetIn

app = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True)
CodeArgument = Annotated[
    str, typer.Argument(metavar="MÃ", help="Mã của người đó, như thanh-tra hoặc pct-van-xa.", show_default=False)
]
ByOption = Annotated[str, typer.Option("--by", metavar="HỌ_TÊN", help="Người ghi của Văn phòng.", show_default=False)]


@app.command(
    "list",
    short_help="xem ai đang được cấp quyền",
    help="Liệt kê người được cấp quyền riêng: mã, họ tên, quyền, phạm vi.",
)
def show(home: HomeOption = None) -> None:
    """List who is let in."""
    with open_for_reading(home) as (office, _):
        told = people_told(office)
    typer.echo("\n".join(told) or "Chưa cấp quyền riêng cho ai; cấp bằng dondoc people give.")


@app.command(
    "give",
    short_help="cấp quyền cho một người",
    help=f"Cấp quyền cho một người: {', '.join(f'{code} ({ACCESS_WORDS[access]})' for code, access in GIVEN.items())}.",
)
def let_in_person(  # noqa: PLR0913  each is an option of the command
    code: CodeArgument,
    *,
    access: Annotated[str, typer.Option("--as", metavar="QUYỀN", help="Một trong các quyền trên.", show_default=False)],
    name: Annotated[str, typer.Option("--name", metavar="HỌ_TÊN", help="Người được cấp quyền.", show_default=False)],
    their_post: Annotated[
        str, typer.Option("--their-post", metavar="CHỨC_VỤ", help="Chức vụ của người đó.", show_default=False)
    ] = "",
    address: Annotated[
        str, typer.Option("--address", metavar="THƯ", help="Thư công vụ, để đăng nhập một lần.", show_default=False)
    ] = "",
    agency: Annotated[
        str,
        typer.Option(
            "--agency", metavar="CƠ_QUAN", help="Cơ quan của người đó; không ghi thì Văn phòng.", show_default=False
        ),
    ] = "",
    fields: Annotated[
        str,
        typer.Option(
            "--fields",
            metavar="PHẠM_VI",
            help="Mục và mã cơ quan phụ trách, như so-y-te,II.1; trang đầu hiện các việc ấy.",
            show_default=False,
        ),
    ] = "",
    by: ByOption,
    post: PostOption = "",
    home: HomeOption = None,
) -> None:
    """Let a person in."""
    if access not in GIVEN:
        refuse_unknown("quyền", access, GIVEN)
    wanted = tuple(one for part in fields.split(",") if (one := part.strip()))
    person = LetIn(code, GIVEN[access], name, their_post, address, agency, wanted)
    with open_for_reading(home) as (office, _):
        give(office, person, office.clock.now(), by=person_named(by, post))
    typer.echo(
        f"Đã cấp quyền {ACCESS_WORDS[person.access]} cho {name}; in liên kết bằng «dondoc links show {code}» và đưa tận tay."
    )


@app.command(
    "end",
    short_help="thôi cấp quyền cho một người",
    help="Thôi cấp quyền cho một người: liên kết của người đó không mở được nữa, kể cả trang đang mở.",
)
def end_person(
    code: CodeArgument,
    *,
    reason: Annotated[
        str, typer.Option("--reason", metavar="LÝ_DO", help="Vì sao thôi cấp quyền.", show_default=False)
    ],
    by: ByOption,
    post: PostOption = "",
    home: HomeOption = None,
) -> None:
    """End a person's access."""
    with open_for_reading(home) as (office, _):
        end(office, code, reason, office.clock.now(), by=person_named(by, post))
    typer.echo(f"Đã thôi cấp quyền của «{code}»; mọi liên kết của người này không mở được nữa.")
