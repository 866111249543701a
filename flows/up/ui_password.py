"""The passwords of the Prefect UI, the office's and that of who only looks, and the key of the program's own processes."""

import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from models.environment import guard_password
from models.files import system_words, write_new, write_whole
from models.home import home_option
from models.settings import Home, SettingsError
from models.web_address import is_open_to_network

UI_FILE, VIEWER_FILE = "ui.password", "viewer.password"
KEY_FILE = "runner.key"
_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
"""Without what looks alike on a screen or on paper: l and 1, o and 0."""
_GROUPS, _GROUP = 4, 5


def ui_password(home: Home) -> str:
    """Return the UI's password: the one that the environment sets, or the one in the home's file; '' while there is none.

    Raise SettingsError, with one sentence that does not tell it, for a file that cannot be read or holds no password.
    """
    if home.settings.ui_password:
        return home.settings.ui_password
    return _password_in(home.path / UI_FILE)


def viewer_password(home: Home) -> str:
    """Return the password of who only looks, from the home's file; '' while there is none. Raise as `ui_password`.

    Raise SettingsError, too, where it is the office's.
    """
    found = _password_in(home.path / VIEWER_FILE)
    if found and found == ui_password(home):
        raise SettingsError(
            f"{home.path / VIEWER_FILE}: mật khẩu chỉ xem trùng mật khẩu của Văn phòng; hãy đổi một trong hai."
        )
    return found


def _password_in(file: Path) -> str:
    try:
        return guard_password(file.read_text(encoding="utf-8").strip())
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise SettingsError(f"{file}: không đọc được ({system_words(error)}); hãy sửa quyền của tệp.") from None
    except ValueError as error:
        raise SettingsError(
            f"{file}: {error} Hoặc xóa tệp này: lần chạy dondoc up tới tạo mật khẩu mới và nói rõ."
        ) from None


def prepare_door(home: Home, environment: Mapping[str, str]) -> list[str]:
    """Make what opens Prefect's server, for one `up`, and return what an office ought to know of it, a sentence each.

    Raise SettingsError as `make_ui_password` does.
    """
    said = []
    if make_ui_password(home):
        said.append(
            f"Đã tạo mật khẩu vào giao diện theo dõi; xem bằng lệnh ./dondoc up --password{home_option(home.path)}."
        )
    if environment.get("PREFECT_SERVER_API_AUTH_STRING"):
        said.append(
            "PREFECT_SERVER_API_AUTH_STRING không còn được dùng; muốn tự đặt mật khẩu, hãy đặt DONDOC_UI_PASSWORD."
        )
    if is_open_to_network(home.settings.host):
        said.append(
            f"Lưu ý: giao diện theo dõi mở ra mạng ({home.place_of('host')}) và mật khẩu đi trên mạng không được mã hóa. Muốn chỉ mở "
            "trang báo cáo, hãy đặt web_host và bỏ host."
        )
    viewer_password(home)  # refuses a faulty one
    _make_password(home.path / VIEWER_FILE)
    make_program_key(home)
    return said


def make_ui_password(home: Home) -> bool:
    """Make the UI's password in a home that has none, and tell whether it was made now. Never is one replaced.

    Raise SettingsError as `ui_password` does, and where the file cannot be made.
    """
    if ui_password(home):
        return False
    return _make_password(home.path / UI_FILE)


def _make_password(file: Path) -> bool:
    """Make a password in a file that is not there, and tell whether it was made now."""
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS))
    try:
        return write_new(file, f"{'-'.join(groups)}\n".encode())
    except OSError as error:
        raise SettingsError(f"{file}: không ghi được ({system_words(error)}); hãy sửa quyền của thư mục.") from None


def make_program_key(home: Home) -> None:
    """Put a new key for the program's own processes in the place of the last one: each `up` has its own.

    Where workers of other machines have it too it stays: the one that the environment sets, or the one that was made.
    """
    settings = home.settings
    if settings.prefect_key or (settings.work_pool and program_key(home)):
        return
    write_whole(home.path / KEY_FILE, f"{secrets.token_urlsafe(32)}\n".encode())


def program_key(home: Home) -> str:
    """Return the key by which a process of the program asks Prefect's API: the one that the environment sets, or that of
    the `up` that runs; '' before the first.
    """
    if home.settings.prefect_key:
        return home.settings.prefect_key
    with suppress(FileNotFoundError):
        return (home.path / KEY_FILE).read_text(encoding="ascii").strip()
    return ""
