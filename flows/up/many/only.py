"""Some parts of the program on one of several machines that share a home: `dondoc up --only web,worker`."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from flows.faults import describe_fault, sentence_of
from flows.up.home_lock import HomeTakenError, hold_home
from flows.up.many.lost_runs import ONLINE, workers_of
from flows.up.many.stations import RUNNER, SERVER, WEB, Station, machine_name, station_of, worker_name
from flows.up.ports import PortTakenError, guard_ports
from flows.up.prefect_api import PrefectApi
from flows.up.prefect_settings import api_url, has_own_database, own_api_url
from flows.up.process_tree import NotStartedError, ProcessTree, StopAskedError
from flows.up.processes import end_left_over
from flows.up.ui_password import program_key
from flows.up.waits import (
    DONE,
    ERRORS,
    PAGE_SECONDS,
    RUNNER_SECONDS,
    SERVER_SECONDS,
    WRONG_USE,
    answers,
    page_url,
    refuse,
    say,
)
from models.audit.share_mark import guard_mark
from models.database import Database, DatabaseError, newest_revision
from models.database_faults import DatabaseRefusedError
from models.home_identity import guard_identity, read_id
from models.settings import Home, SettingsError, open_home
from notifications.links import ALIVE_PATH

NOT_SHARED = (
    "Thư mục {} chưa phải thư mục dữ liệu dùng chung (không có home.id của cơ sở dữ liệu này): ổ mạng chưa gắn, hoặc --home sai. "
    "Chưa làm gì; hãy gắn ổ mạng rồi chạy lại."
)


def run_only(home_path: Path, given: Mapping[str, Any], parts: tuple[str, ...]) -> int:
    """Run some parts until Ctrl-C, and return the exit code as `flows.up.start.run_up` does.

    The home is there, with the tables of this program's version: plans are taken on and deployments put into the pool by
    the `up` of everything, or by `deploy`. 2 with one sentence where this machine is not set up for its parts.
    """
    try:
        named = {**given, "machine": machine_name(open_home(home_path, given, starts=True))}
        home = open_home(home_path, named, starts=True)
        guard_settings(home, parts)
        guard_shared(home)
        station = station_of(home, parts)
        with hold_home(station.folder):
            if left := end_left_over(station.folder):
                say(f"Đã dọn {left} tiến trình còn lại của lần chạy trước.")
            guard_ports(home, tuple(one for one in (SERVER, WEB) if one in parts))
            return _run(home, named, station)
    except (SettingsError, HomeTakenError, PortTakenError) as error:
        return refuse(str(error), WRONG_USE)
    except (DatabaseError, DatabaseRefusedError) as error:
        return refuse(sentence_of(describe_fault(error)), ERRORS)


def guard_settings(home: Home, parts: tuple[str, ...]) -> None:
    """Raise SettingsError with one sentence where the settings do not say what the parts need to work with others."""
    if not home.settings.database_url:
        raise SettingsError(
            "Nhiều máy cùng chạy thì cơ sở dữ liệu phải là PostgreSQL: hãy chuyển bằng dondoc move, rồi đặt DONDOC_DATABASE_URL trên "
            "mỗi máy."
        )
    if RUNNER in parts and not home.settings.work_pool:
        raise SettingsError('Chưa đặt work_pool trong dondoc.toml, như work_pool = "dondoc"; rồi chạy dondoc deploy.')
    if RUNNER in parts and SERVER not in parts and not home.settings.prefect_url:
        raise SettingsError("Chưa đặt prefect_url trong dondoc.toml: địa chỉ máy chủ Prefect mà mọi máy cùng dùng.")
    if (RUNNER in parts or SERVER in parts) and not program_key(home):
        raise SettingsError("Chưa đặt DONDOC_PREFECT_KEY: khóa của máy chủ Prefect, như nhau trên mọi máy.")
    if SERVER in parts and has_own_database():
        raise SettingsError(
            "Máy chủ Prefect dùng chung cần PostgreSQL: hãy đặt PREFECT_SERVER_DATABASE_CONNECTION_URL, như "
            "postgresql+asyncpg://ten:mat-khau@may-chu:5432/prefect."
        )


def guard_shared(home: Home) -> None:
    """Raise SettingsError where the folder is not that of the database's home, DatabaseRefusedError where the tables are not
    of this program's version. Nothing is changed: others may be at work.
    """
    database = Database(home.database_url)
    try:
        guard_identity(home, database)
        if database.has_tables() and not read_id(home):
            raise SettingsError(NOT_SHARED.format(home.path))
        if (found := database.older_version()) or not database.has_tables():
            raise DatabaseRefusedError(
                f"Cơ sở dữ liệu phiên bản {found or '(trống)'}, chương trình này dùng {newest_revision()}; hãy chạy dondoc deploy bằng "
                "bản mới trước, rồi chạy lại."
            )
        guard_mark(home, database)
    finally:
        database.close()


def _run(home: Home, given: Mapping[str, Any], station: Station) -> int:
    tree = ProcessTree(home, given, say, station)
    # A server that does not answer is known at its own address: at the shared one another may.
    api = PrefectApi(own_api_url(home) if SERVER in station.parts else api_url(home), program_key(home))
    waits: dict[str, tuple[Callable[[], bool], str, float]] = {
        SERVER: (api.is_ready, "Đang khởi động Prefect…", SERVER_SECONDS),
        WEB: (lambda: answers(page_url(home, ALIVE_PATH)), "Đang mở trang báo cáo…", PAGE_SECONDS),
        RUNNER: (lambda: is_at_work(api, home), "Đang vào nhóm máy…", RUNNER_SECONDS),
    }
    try:
        with tree.running():
            for part in tree.children:
                done, sentence, seconds = waits[part]
                tree.wait_for(done, sentence, seconds, part)
            _tell(home, station)
            tree.supervise(api)
            say("Đang dừng các tiến trình…")
    except StopAskedError:
        pass
    except NotStartedError as error:
        return refuse("\n".join([str(error), *(f"    {line}" for line in error.lines)]), ERRORS)
    say("Đã dừng; không còn tiến trình nào chạy.")
    return DONE


def is_at_work(api: PrefectApi, home: Home) -> bool:
    """Tell whether this machine's worker is known to live in the pool. Raise NoAnswerError where the server does not say."""
    return workers_of(api, home.settings.work_pool).get(worker_name(home)) == ONLINE


def _tell(home: Home, station: Station) -> None:
    told = {
        SERVER: f"  Máy chủ Prefect:      {own_api_url(home)}",
        WEB: f"  Trang báo cáo:        {page_url(home, '/')} (các cơ quan mở {home.answer_url}/)",
        RUNNER: f"  Máy chạy việc:        {worker_name(home)}, nhóm {home.settings.work_pool} ở {api_url(home)}",
    }
    say("\n".join(["", *(told[part] for part in told if part in station.parts), "", "Nhấn Ctrl-C để dừng."]))
