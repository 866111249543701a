"""The command `dondoc people`: who is let in under his own name, as what, and until when."""

from pathlib import Path
from typing import Annotated

import typer

from cli.arguments import HomeOption, refuse, refuse_unknown
from cli.homes import open_for_reading
from cli.line_options import PostOption
from flows.acts.access.letting_in import end, give, people_told
from flows.acts.access.personal_data import count_about, erase_about, export_about
from flows.acts.people import person_named
from models.access.rights import ACCESS_WORDS, GIVEN
from models.files import system_words, write_new
from models.home import home_option
from models.people.grants import LetIn
from notifications.personal_data import Asked

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
        shows = f"dondoc links show {code}{home_option(office.home.path)}"
    typer.echo(f"Đã cấp quyền {ACCESS_WORDS[person.access]} cho {name}; in liên kết bằng «{shows}» và đưa tận tay.")


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


NameOption = Annotated[str, typer.Option("--name", metavar="HỌ_TÊN", help="Họ và tên đủ.", show_default=False)]
AgencyOption = Annotated[
    str, typer.Option("--agency", metavar="CƠ_QUAN", help="Cơ quan (mã) của người đó.", show_default=False)
]
AddressOption = Annotated[str, typer.Option("--address", metavar="THƯ", help="Địa chỉ thư.", show_default=False)]
PhoneOption = Annotated[str, typer.Option("--phone", metavar="SỐ", help="Số điện thoại.", show_default=False)]


@app.command(
    "export",
    short_help="xuất mọi dữ liệu đang giữ về một người",
    help="Xuất mọi dữ liệu đang giữ về một người thành một tệp ZIP đọc được; việc xuất được ghi vào nhật ký.",
)
def export_person(
    *,
    name: NameOption = "",
    agency: AgencyOption = "",
    address: AddressOption = "",
    phone: PhoneOption = "",
    out: Annotated[Path, typer.Option("--out", metavar="TỆP", help="Tệp .zip sẽ ghi, chưa có.", show_default=False)],
    by: ByOption,
    post: PostOption = "",
    home: HomeOption = None,
) -> None:
    """Write what is held about a person into a file."""
    if out.exists():
        refuse(f"Đã có tệp {out}; hãy ghi một tên khác.")
    with open_for_reading(home) as (office, _):
        asked = Asked(name, agency, address, phone)
        content, count = export_about(office, asked, office.clock.now(), by=person_named(by, post))
        try:
            written = write_new(out, content)
        except OSError as error:
            refuse(f"Không ghi được {out} ({system_words(error)}); hãy chọn thư mục khác.", 1)
    if not written:  # another program has just made it
        refuse(f"Đã có tệp {out}; hãy ghi một tên khác.", 1)
    typer.echo(f"Đã ghi {count} dòng dữ liệu về người này vào {out}.")


@app.command(
    "erase",
    short_help="xóa dữ liệu cá nhân của một người đã rời cơ quan",
    help="Xóa họ tên, địa chỉ, điện thoại của một người đã rời cơ quan ở mọi nơi; chức vụ và nội dung báo cáo được giữ.",
)
def erase_about_person(
    *,
    name: NameOption = "",
    agency: AgencyOption = "",
    address: AddressOption = "",
    phone: PhoneOption = "",
    yes: Annotated[bool, typer.Option("--yes", help="Xóa thật; không ghi thì chỉ đếm.")] = False,
    by: ByOption,
    post: PostOption = "",
    home: HomeOption = None,
) -> None:
    """Count what would be erased of a person, or erase it."""
    with open_for_reading(home) as (office, _):
        asked, now = Asked(name, agency, address, phone), office.clock.now()
        if not yes:
            count = count_about(office, asked)
            typer.echo(f"Có {count} dòng dữ liệu về người này. Xóa thật thì thêm --yes; không lấy lại được.")
            return
        done = erase_about(office, asked, now, by=person_named(by, post))
    typer.echo(
        f"Đã xóa ở {done.rows} dòng dữ liệu, {done.mails} thư trong thư mục mailbox; chức vụ và báo cáo vẫn giữ."
    )
    typer.echo("Hồ sơ năm đã lập (dondoc archive) vẫn giữ tên: hãy lập lại và hủy bản cũ.")
