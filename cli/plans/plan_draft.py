"""The command `dondoc plan draft`: a document in, a plan file out, with everything that a person has to decide."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.arguments import HomeOption, JsonOption, find_overlay, refuse
from plan.language.register_file import read_register
from plan.library import REGISTER_FILE, Library, read_limited, shown
from plan.parties import Register

if TYPE_CHECKING:
    from plan.drafting.draft import Draft
    from plan.drafting.found import Found

MOST_TOLD = 12


def draft(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="TỆP…", help="Văn bản (.docx, .pdf, .txt, .html, gói tin .edxml), rồi các phụ lục của nó (.xlsx…)."
        ),
    ],
    register: Annotated[
        str,
        typer.Option(
            "--register",
            metavar="DANH_BẠ",
            help="Mã tỉnh có danh bạ, hoặc tệp agencies.yaml; không ghi thì tìm theo nơi ban hành.",
        ),
    ] = "",
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="THƯ_MỤC", help="Nơi ghi bản thảo; không ghi thì một thư mục mang mã kế hoạch ở đây."
        ),
    ] = None,
    accept_changes: Annotated[
        bool, typer.Option("--accept-changes", help="Đọc văn bản còn vết sửa như đã chấp nhận mọi thay đổi.")
    ] = False,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Soạn bản thảo kế hoạch từ văn bản: nhiệm vụ, cơ quan, thời gian, kèm dòng của văn bản; chỗ chưa chắc ghi «???».

    Bên cạnh là danh bạ có các dòng đề nghị và danh sách điều cần xem, việc nặng nhất trước. Văn bản mang dấu độ mật bị từ
    chối, không để lại gì. Mã kết thúc: 0 đã soạn, 1 tệp bị từ chối, 2 không mở được tệp.
    """
    from plan.drafting.draft import draft_plan

    found = _read(files, accept_changes=accept_changes)
    known, text = _find_register(register, found, Library(find_overlay(home)))
    made = draft_plan(found, known, text)
    if as_json:
        typer.echo(json.dumps(made.as_json(), ensure_ascii=False, indent=2))
    if out is not None or not as_json:
        folder = out or Path(made.code)
        _write(made, folder)
        if not as_json:
            _tell(made, folder)


def _read(files: Sequence[Path], *, accept_changes: bool) -> "Found":
    from models.drafts.bounded_reading import read_bounded
    from plan.drafting.refusal import MOST_BYTES, RefusedFileError

    contents = []
    for file in files:
        try:
            if file.is_file() and file.stat().st_size > MOST_BYTES:
                refuse(
                    f"{file}: tệp lớn hơn {MOST_BYTES // 1024 // 1024} MB; hãy tách phần kế hoạch ra một tệp riêng.",
                    code=1,
                )
            contents.append((file.name, file.read_bytes()))
        except OSError:
            refuse(f"{file}: không mở được tệp.")
    try:
        return read_bounded(contents, accept_changes=accept_changes)
    except RefusedFileError as error:
        refuse(f"{', '.join(str(file) for file in files)}: {error}", code=1)


def _find_register(wanted: str, found: "Found", library: Library) -> tuple[Register | None, str]:
    """Return the register to read parties by, with its text; none where the document's province has none here."""
    from plan.drafting.draft import province_of

    path = Path(wanted)
    if wanted and not path.is_file():
        path = _of_province(wanted, library)
        if not path.is_file():
            refuse(
                f"--register: không có danh bạ của «{wanted}»; hãy ghi mã tỉnh có danh bạ, hoặc một tệp {REGISTER_FILE}."
            )
    if not wanted:
        path = _of_province(province_of(found), library)
        if not path.is_file():
            return None, ""
    data = read_limited(path)
    register, errors = read_register(data, shown(path))
    if register is None:
        refuse("\n".join(str(error) for error in errors), code=1)
    return register, data.decode("utf-8-sig")


def _of_province(code: str, library: Library) -> Path:
    own = library.overlay / code / REGISTER_FILE if library.overlay is not None else None
    return own if own is not None and own.is_file() else library.shipped / code / REGISTER_FILE


def _write(made: "Draft", folder: Path) -> None:
    from models.drafts.kept_drafts import files_of

    texts = files_of(made)
    there = [name for name in texts if (folder / name).exists()]
    if there:
        refuse(
            f"{folder} đã có {', '.join(there)}; hãy ghi nơi khác bằng --out, để không mất điều đã quyết định.", code=1
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8")
    except OSError:
        refuse(f"{folder}: không ghi được vào thư mục này.")


def _tell(made: "Draft", folder: Path) -> None:
    from models.drafts.kept_drafts import DOUBTS_FILE

    found = made.found
    typer.echo(
        f"Đã soạn {folder / made.code}.yaml: {len(found.tasks)} nhiệm vụ, {len(found.targets)} chỉ tiêu, "
        f"{len(found.passages)} điểm đề nghị không cần báo cáo."
    )
    typer.echo(
        f"Chỗ phải quyết định (ghi «???»): {made.undecided}. Điều cần xem: {len(made.doubts)}, ở {folder / DOUBTS_FILE}."
    )
    for sentence in made.doubts[:MOST_TOLD]:
        typer.echo(f"  {sentence}")
    if len(made.doubts) > MOST_TOLD:
        typer.echo(f"  … và {len(made.doubts) - MOST_TOLD} điều nữa.")
    typer.echo(f"Sửa xong thì kiểm tra: ./dondoc plan check {folder / made.code}.yaml")
