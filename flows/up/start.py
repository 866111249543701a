"""The main job: everything in one process tree, from one command."""

import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from shlex import quote
from typing import Any

from flows.acts.home_plans import describe_refused, read_home_plans
from flows.acts.keeping.backup import note_upgrade
from flows.acts.open_home import open_office, post_of
from flows.faults import describe_fault, sentence_of
from flows.names import DAILY_ROUND, FLOWS, TAKING_ON, state_key
from flows.up.home_lock import HomeTakenError, hold_home
from flows.up.ports import PortTakenError, guard_ports
from flows.up.prefect_api import FINISHED, PrefectApi
from flows.up.prefect_settings import artifact_url, own_api_url, ui_url
from flows.up.process_tree import NotStartedError, ProcessTree, StopAskedError, TrialDay
from flows.up.processes import end_left_over
from flows.up.ui_password import prepare_door, program_key, ui_password
from flows.up.waits import (
    DONE,
    ERRORS,
    FIRST_RUN_SECONDS,
    PAGE_SECONDS,
    RUNNER_SECONDS,
    SERVER_SECONDS,
    WRONG_USE,
    answers,
    page_url,
    refuse,
    say,
)
from models.audit.acts import DONDOC, Person
from models.audit.share_mark import guard_mark
from models.check_ins.adoption import describe_plans_to_begin, plans_to_begin
from models.clock import Clock
from models.database import Database, DatabaseError
from models.database_faults import DatabaseRefusedError
from models.decisions.going_live import record_beginning
from models.home import TrialRefusedError, clock_of, home_option, read_home
from models.home_identity import put_aside
from models.kept_addresses import KEPT_FILE
from models.settings import Home, SettingsError, open_home
from notifications.links import ALIVE_PATH, OFFICE
from notifications.outbox.holding import why_held
from plan.errors import PlanRefusedError
from plan.texts.written import format_day


def run_up(
    home_path: Path,
    given: Mapping[str, Any],
    on: date | None,
    anew: Person | None = None,
    unsaved: Person | None = None,
) -> int:
    """Run database, plans, Prefect server, runner and answer page until Ctrl-C, and return the exit code.

    `given` are settings from the command line, stronger than all others; `on` is a made-up day, for a trial; `anew` is who
    lets a home whose database was lost begin anew, with what is left of it put aside, `unsaved` who lets an older program's
    tables be changed without a backup. 0 after
    a stop that was asked for; 2 with one sentence for a home, port or day that cannot be used; 1 for errors in a plan,
    a database that cannot be worked in, or a part that did not come to life.
    """
    try:
        home = open_home(home_path, given, starts=True)
        with hold_home(home.path):
            if left := end_left_over(home.path):
                say(f"Đã dọn {left} tiến trình còn lại của lần chạy trước.")
            guard_ports(home)
            ui_password(home)  # refuses a faulty one
            _keep_addresses(home)
            aside = _put_aside(home) if anew else ""
            desk = _prepare(home_path, given, on, unsaved)
            if anew:
                _record_beginning(home_path, aside, anew)
            for sentence in prepare_door(home, os.environ):
                say(sentence)
            return _run(home, given, desk)
    except (SettingsError, TrialRefusedError, HomeTakenError, PortTakenError) as error:
        return refuse(str(error), WRONG_USE)
    except PlanRefusedError as error:
        return refuse(f"{error}\nHãy sửa các chỗ trên rồi chạy lại.", ERRORS)
    except (DatabaseError, DatabaseRefusedError) as error:
        return refuse(sentence_of(describe_fault(error)), ERRORS)


def _put_aside(home: Home) -> str:
    """Put aside what is left of a home whose database was lost, and return the name of its folder."""
    database = Database(home.database_url)
    try:
        aside = put_aside(home, database, Clock().now())
    finally:
        database.close()
    say(f"Phần còn lại của dữ liệu cũ đã để riêng ở {aside}, không xóa gì.")
    if home.settings.link_key:
        say(
            "Lưu ý: DONDOC_LINK_KEY vẫn là khóa đã ký các liên kết cũ, nên liên kết đã thu hồi có thể mở lại được; hãy đặt một khóa "
            "mới trong DONDOC_LINK_KEY rồi chạy lại."
        )
    return aside.name


def _record_beginning(home_path: Path, aside: str, by: Person) -> None:
    with open_office(home_path) as office, office.database.write() as session:
        register = next(iter(read_home_plans(office).known.values())).register
        record_beginning(session, (register.code, register.office), aside, office.clock.now(), by=by)


def _keep_addresses(home: Home) -> None:
    """Keep the addresses that this `up` runs under, and tell where letters that have left carry another one."""
    before = open_home(home.path).answer_url if (home.path / KEPT_FILE).is_file() else home.answer_url
    home.keep_addresses()
    if before != home.answer_url:
        say(f"Địa chỉ trang báo cáo đổi từ {before} thành {home.answer_url}; thư đã gửi mang địa chỉ cũ.")


def _prepare(home_path: Path, given: Mapping[str, Any], on: date | None, unsaved: Person | None) -> str:
    """Open the home, make its tables, and read its plans and contacts before anything is started.

    Return the command that shows the link to the provincial office's own page: what `up` prints is kept in journals.
    """
    with open_office(home_path, given, on, starts=True, unsaved=unsaved is not None) as office:
        guard_mark(office.home, office.database)
        note_upgrade(office, by=unsaved or DONDOC)
        plans = read_home_plans(office)
        post_of(office, plans.known)  # refuses a key of links that cannot be used
        register = next(iter(plans.known.values())).register
        desk = f"xem bằng lệnh ./dondoc links show {register.office} --purpose {OFFICE}{home_option(home_path)}"
        say(f"Thư mục dữ liệu: {office.home.path}")
        for loaded in plans.sound.values():
            say(f"Kế hoạch {loaded.plan.code}: {len(loaded.plan.tasks)} nhiệm vụ.")
        for sentence in describe_refused(plans):
            say(sentence)
        if office.is_trial:
            say(f"BẢN CHẠY THỬ: ngày giả định {format_day(office.clock.today())}; thư chỉ vào hộp thư thử.")
        return desk


def _run(home: Home, given: Mapping[str, Any], desk: str) -> int:
    tree = ProcessTree(home, given, say)
    api = PrefectApi(own_api_url(home), program_key(home))
    first_time = not (home.path / "prefect").is_dir()
    try:
        with tree.running():
            _wait_for_all(tree, api, home, first_time)
            _print_addresses(api, home, desk)
            tree.supervise(api, _watch_trial(home))
            say("Đang dừng các tiến trình…")
    except StopAskedError:
        pass
    except NotStartedError as error:
        return refuse("\n".join([str(error), *(f"    {line}" for line in error.lines)]), ERRORS)
    say("Đã dừng; không còn tiến trình nào chạy.")
    return DONE


def _watch_trial(home: Home) -> TrialDay:
    database = Database(home.database_url)

    def read() -> date | None:
        try:
            with database.read() as session:
                return read_home(session).trial_day
        except Exception:  # noqa: BLE001  a database that is away for a moment must not end `up`
            return None

    return TrialDay(read, shown=read())


def _wait_for_all(tree: ProcessTree, api: PrefectApi, home: Home, first_time: bool) -> None:
    starting = (
        "Đang tạo cơ sở dữ liệu của Prefect, lần đầu mất chừng 20 giây…" if first_time else "Đang khởi động Prefect…"
    )
    tree.wait_for(api.is_ready, starting, SERVER_SECONDS, "server")
    tree.wait_for(lambda: answers(page_url(home, ALIVE_PATH)), "Đang mở trang báo cáo…", PAGE_SECONDS, "web")
    tree.wait_for(lambda: _is_served(api), "Đang xếp lịch…", RUNNER_SECONDS, "runner")
    first: dict[str, Any] = {}

    def first_run_is_done() -> bool:
        if not first:
            deployment = api.find_deployment(TAKING_ON, TAKING_ON)
            if deployment is None:
                return False
            first["id"] = api.request_run(deployment["id"], f"{TAKING_ON}: lúc khởi động")
        first["state"] = api.read_run(first["id"])["state"]
        return first["state"]["type"] in FINISHED

    tree.wait_for(
        first_run_is_done, "Đang tiếp nhận kế hoạch, mở phiếu, gửi thư, vẽ tình hình…", FIRST_RUN_SECONDS, "runner"
    )
    if first["state"]["type"] == "COMPLETED":
        say(f"{first['state']['message']}.")
    else:
        say(f"Lượt chạy đầu chưa xong: {first['state']['message']} Xem nhật ký của lượt chạy trong giao diện theo dõi.")


def _is_served(api: PrefectApi) -> bool:
    """Tell whether every flow has its deployment and a runner that asks for its runs."""
    found = [api.find_deployment(flow, flow) for flow in FLOWS]
    return all(deployment is not None and deployment["status"] == "READY" for deployment in found)


def _print_addresses(api: PrefectApi, home: Home, desk: str) -> None:
    ui = ui_url(home)
    letters = len(list(home.mailbox.glob("*.eml")))
    states = [
        f"  Tình hình kế hoạch:   {artifact_url(ui, state_key(code))}"
        for code in home.settings.plans
        if api.has_artifact(state_key(code))
    ]
    say(
        "\n".join(
            [
                "",
                f"  Giao diện theo dõi:   {ui}/dashboard",
                f"  Mật khẩu giao diện:   xem bằng lệnh ./dondoc up --password{home_option(home.path)}",
                *states,
                f"  Trang báo cáo:        {home.answer_url}/",
                f"  Trang của Văn phòng:  {desk}",
                f"  Hộp thư:              {home.mailbox} ({letters} thư)",
                "",
                *_home_told(home),
                *_hold_told(home),
                f"«{DAILY_ROUND}» tự chạy lúc 07:30. Nhấn Ctrl-C để dừng tất cả.",
            ]
        )
    )


def _home_told(home: Home) -> list[str]:
    """Return how commands that the program names find a home that is not the usual one; nothing for the usual one."""
    if not home_option(home.path):
        return []
    return [
        f"Ở cửa sổ lệnh khác, chạy trước: export DONDOC_HOME={quote(str(home.path))} (hoặc thêm --home vào mỗi lệnh)."
    ]


def _hold_told(home: Home) -> list[str]:
    """Return why letters are held and what to do next, in one line, and which plans begin later; else nothing."""
    database = Database(home.database_url)
    try:
        with database.read() as session:
            hold = why_held(home, read_home(session))
            begin = plans_to_begin(session, clock_of(database).today())
    finally:
        database.close()
    return [*([str(hold)] if hold else []), *describe_plans_to_begin(begin)]
