"""`dondoc.toml` as offices leave it: what each line sets, and every line that sets nothing, with the way out.

The file has one setting a line (a list may take several), so it is read statement by statement: one that cannot be read
hides no other. Notepad and Word put marks and spaces into it that nobody sees; these are read as people see them.
"""

import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from models.files import system_words
from plan.errors import FileError
from plan.language.reading import nearest
from plan.texts.seen_text import UNREADABLE, as_seen, is_text, plain_spaces, without_shapeless

SETTINGS_FILE = "dondoc.toml"
_PREFIX = "DONDOC_"
_OTHERS = re.compile("DONDOC_(HOME|UP_HOME|TEST_.*)")
"""Variables of the environment that bear our name and are no settings."""
MAX_BYTES = 64_000
"""The largest file of settings that is read; all settings together need 2 kB."""

_MOST_LINES_OF_A_VALUE = 50
"""How many lines are tried for the end of a list."""
_SAVE_AGAIN = "hãy lưu lại dạng UTF-8 (Notepad: Lưu dưới dạng, Mã hóa: UTF-8)."
_MISNAMED = re.compile(r"dondoc(\.toml)?(\.txt|\.toml)", re.IGNORECASE)
"""What Notepad calls the file where it hides endings, and what a system that tells capitals apart takes for another."""
_SETTING = re.compile(r"\s*(?P<name>[^=\"'#\[\]{}:]*?)\s*=(?P<value>.*)", re.DOTALL)
_COMMENT = re.compile(r"""^((?:[^#"']|"[^"]*"|'[^']*')*)#.*$""")
_BEHIND = re.compile(r"""^(?:[^#"']|"[^"]*"|'[^']*')*?(\s+#.*)$""")
_CURLY = "“”„‟‘’‚‛«»″＂＇"
_EXAMPLE = 'viết như: plans = ["bac-giang"]'


@dataclass(frozen=True)
class WrittenSettings:
    """What a file sets, by name; the line of each name, from 1; and what is wrong with the writing of it."""

    values: Mapping[str, Any] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)
    faults: tuple[FileError, ...] = ()


def read_settings_file(home: Path, known: Iterable[str]) -> WrittenSettings:
    """Return what the file of a home sets, nothing where it has none; never raise on the file's content.

    `known` are the names that there are. A byte-order mark, line ends of any system, no-break spaces and characters that
    nobody sees are no fault.
    """
    file = home / SETTINGS_FILE
    try:
        if not file.exists():
            return WrittenSettings(faults=tuple(_misnamed(home)))
        data = file.read_bytes()
    except IsADirectoryError:
        return _refused(file, 0, "đây là một thư mục, không phải tệp thiết lập; hãy đổi tên hoặc xóa thư mục này.")
    except OSError as error:
        return _refused(file, 0, f"không đọc được tệp này ({system_words(error)}); hãy sửa quyền đọc của tệp.")
    if len(data) > MAX_BYTES:
        return _refused(file, 0, f"tệp lớn hơn {MAX_BYTES // 1000} kB; hãy chỉ giữ các thiết lập cần dùng.")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or data[:200].count(0) > len(data[:200]) // 4:
        return _refused(file, 1, f"tệp ghi bằng mã UTF-16; {_SAVE_AGAIN}")
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        return _refused(file, line, f"tệp không phải mã UTF-8 (có lẽ là Windows-1258); {_SAVE_AGAIN}")
    return _read_lines(re.split("\r\n|\r|\n", without_shapeless(plain_spaces(text))), str(file), list(known))


def with_setting(text: str, name: str, value: str) -> str:
    """Return the text of a file in which a setting has a value, as TOML writes it: in its own place, else as a last line.

    All other lines stay letter for letter.
    """
    ends = "\r\n" if "\r\n" in text else "\n"
    lines = text.splitlines()
    number = 0
    while number < len(lines):
        used, found = _read_statement(lines[number : number + _MOST_LINES_OF_A_VALUE])
        if found is not None and name in found:
            behind = _BEHIND.match(lines[number]) if used == 1 else None
            lines[number : number + used] = [f"{name} = {value}{behind[1] if behind else ''}"]
            break
        number += used
    else:
        lines.append(f"{name} = {value}")
    return ends.join(lines) + ends


def _refused(file: Path, line: int, sentence: str) -> WrittenSettings:
    return WrittenSettings(faults=(FileError(str(file), line, sentence),))


def _misnamed(home: Path) -> Iterator[FileError]:
    for found in sorted(home.iterdir()):
        if _MISNAMED.fullmatch(found.name) and found.is_file():
            sentence = f"tên tệp này không phải {SETTINGS_FILE} nên các thiết lập trong đó chưa có tác dụng"
            yield FileError(str(found), 0, f"{sentence}; hãy đổi tên thành {SETTINGS_FILE}.")


def _read_lines(lines: list[str], file: str, known: list[str]) -> WrittenSettings:
    values: dict[str, Any] = {}
    places: dict[str, int] = {}
    faults: list[FileError] = []
    number = 0
    while number < len(lines):
        used, found = _read_statement(lines[number : number + _MOST_LINES_OF_A_VALUE])
        line, number = number + 1, number + used
        if found is None:
            faults.append(FileError(file, line, _what_is_wrong(lines[line - 1])))
        for name, value in (found or {}).items():
            if name not in known:
                faults.append(FileError(file, line, f"không có thiết lập nào tên «{name}»{nearest(name, known)}."))
            elif name in values:
                sentence = f"«{name}» đã được đặt ở dòng {places[name]}; hãy xóa một trong hai dòng."
                faults.append(FileError(file, line, sentence))
            else:
                values[name], places[name] = value, line
    return WrittenSettings(values, places, tuple(faults))


def _read_statement(lines: list[str]) -> tuple[int, dict[str, Any] | None]:
    """Return how many lines the statement takes at whose first line `lines` begin, and what it sets, or None."""
    written = _SETTING.match(lines[0])
    first = f"{as_seen(written['name'])} ={written['value']}" if written and is_text(lines[0]) else lines[0]
    if first.lstrip().startswith("["):
        return 1, None
    for used in range(1, len(lines) + 1):
        try:
            return used, tomllib.loads("\n".join([first, *lines[1:used]]))
        except (tomllib.TOMLDecodeError, RecursionError):
            continue
    return 1, None


def _what_is_wrong(line: str) -> str:
    """Return what keeps one line from being read, and how to write it."""
    bare = line.strip()
    written = _SETTING.match(line)
    value = _COMMENT.sub(r"\1", written["value"]).strip() if written else ""
    name = written["name"].strip() if written else ""
    if not is_text(line) or UNREADABLE in line or any(not letter.isprintable() and letter != "\t" for letter in line):
        return "dòng này có ký tự không đọc được; hãy xóa dòng rồi gõ lại."
    if bare.startswith("["):
        return f"«{bare[:60]}»: tệp này không chia phần; hãy xóa dòng này, mỗi dòng {_EXAMPLE}"
    if any(mark in line for mark in _CURLY):
        return f'dấu ngoặc kép cong ({"".join(sorted(set(line) & set(_CURLY)))}) không dùng được; hãy gõ lại bằng dấu " thẳng.'
    if not written:
        instead = "dùng dấu : thay cho dấu =" if ":" in line else "thiếu dấu ="
        return f"dòng này {instead}; hãy {_EXAMPLE}, hoặc đặt # ở đầu dòng nếu là ghi chú."
    if not name or not re.fullmatch(r"[A-Za-z0-9_.-]+", name):
        return f"tên thiết lập «{name[:60]}» không dùng được; tên chỉ có chữ không dấu và dấu gạch dưới, hãy {_EXAMPLE}"
    if not value:
        return f"«{name}» chưa có giá trị sau dấu =; hãy ghi giá trị hoặc xóa dòng này."
    return f"«{name}»: {_what_is_wrong_with(value)}"


def _what_is_wrong_with(value: str) -> str:
    if value.count('"') % 2 or value.count("'") % 2:
        return 'dấu ngoặc kép mở mà không đóng, hoặc thiếu dấu mở; hãy đặt giá trị trong hai dấu " thẳng.'
    if value.count("[") != value.count("]"):
        return f"danh sách thiếu dấu [ hoặc dấu ]; hãy {_EXAMPLE}"
    if "\\" in value:
        return "giá trị có dấu \\; hãy thay dấu ngoặc kép hai đầu bằng dấu ' thẳng."
    if value.casefold() in ("true", "false", "có", "không", "yes", "no"):
        return "hãy viết true (có) hoặc false (không), chữ thường."
    if '"' in value or "'" in value:
        return f"thừa hoặc thiếu chữ ngoài dấu ngoặc kép; hãy {_EXAMPLE}"
    if re.fullmatch(r"[0-9.,_ ]+", value):
        return "số viết sai; hãy viết liền các chữ số, không có số 0 ở đầu và không có dấu chấm, dấu phẩy."
    return 'giá trị bằng chữ phải đặt trong dấu ngoặc kép thẳng, như host = "127.0.0.1".'


def secrets_in_file(home: Path, written: WrittenSettings, secrets: Collection[str]) -> Iterator[str]:
    """Yield a sentence for each secret that stands in the file, where everybody could read it."""
    for secret in sorted(set(secrets) & written.values.keys()):
        place = f"{home / SETTINGS_FILE}:{written.lines[secret]}"
        yield f"{place}: «{secret}» có thể chứa mật khẩu; hãy đặt DONDOC_{secret.upper()} trong môi trường."


def by_line(sentence: str) -> tuple[str, int]:
    """Return by what sentences are ordered: the file or variable, then the line as a number."""
    found = re.match(r"(.*?):([0-9]+)?", sentence)
    return (found[1], int(found[2] or 0)) if found else (sentence, 0)


def misspelt_variables(environment: Mapping[str, str], names: Iterable[str]) -> Iterator[str]:
    """Yield a sentence for each variable of ours that is none of the settings `names`, and like one of them."""
    known = [name.upper() for name in names]
    for variable in sorted(environment):
        name = variable.upper()
        is_ours = name.startswith(_PREFIX) and not _OTHERS.fullmatch(name)
        meant = name.removeprefix(_PREFIX)
        if is_ours and meant not in known and (hint := nearest(meant, known)):
            yield f"{variable}: không có thiết lập nào tên như vậy{hint.replace('«', '«' + _PREFIX)}."
