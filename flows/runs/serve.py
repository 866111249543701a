"""The runner as `up` starts it: `python -m flows.runs.serve`. Serves every flow until a signal says stop.

Whatever an earlier runner left behind is put right before the first run is started.
"""

import os
from collections.abc import Sequence
from pathlib import Path

from prefect import serve
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.deployments.runner import RunnerDeployment
from prefect.schedules import Cron, Schedule
from prefect.types.entrypoint import EntrypointType

from flows.acts.ad_hoc import NO_INCIDENTS
from flows.acts.home_plans import read_home_plans
from flows.acts.open_home import OpenHome, open_office, today
from flows.names import (
    CALLED,
    CHAIRMAN_SUMMARY,
    DAILY_ROUND,
    FLOWS,
    INCIDENT,
    INCIDENT_WATCH,
    NIGHTLY_BACKUP,
    PAPER_LETTERS,
    RECEIVED,
    REQUEST,
    SEND_REPORT,
    TAKING_ON,
    TELEPHONE_ANSWER,
    WAITING_LETTERS,
)
from flows.runs.ad_hoc_request import put_request
from flows.runs.artifact_pages import render_links
from flows.runs.chairman_summary import summarise_for_chairman
from flows.runs.daily_round import follow_up_daily
from flows.runs.forms import (
    IncidentForm,
    RequestForm,
    TelephoneForm,
    agency_choices,
    home_choices,
    plan_choices,
    saying,
    with_choices,
)
from flows.runs.incident_report import take_incident
from flows.runs.incident_watch import watch_hourly
from flows.runs.keeping.nightly_backup import back_up_nightly
from flows.runs.printing.paper_letters import EVERYBODY, PaperForm, print_papers
from flows.runs.reporting.send_report import ReportForm, send
from flows.runs.taking_on import take_on
from flows.runs.telephone_answer import take_answer
from flows.runs.told.called import CallForm, take_call
from flows.runs.told.received import ReceivedForm, take_word
from flows.runs.waiting_letters import send_what_waits
from flows.up.prefect_api import PrefectApi, put_right, wait_until_ready
from flows.up.prefect_settings import api_url, ui_url
from flows.up.ui_password import program_key
from models.backups.archive import FOLDER
from models.clock import ROUND_AT, ZONE
from models.files import keep_private

SERVER_SECONDS = 300
"""How long the runner waits for the server before it gives up; `up` starts it again."""
RUNS_AT_ONCE = 3
"""How many runs may be under way together: each costs a process of its own."""

DAILY = Cron(f"{ROUND_AT.minute} {ROUND_AT.hour} * * *", timezone=ZONE, slug="hang-ngay")
MONDAYS = Cron("45 7 * * 1", timezone=ZONE, slug="thu-hai")
MID_MONTHS = Cron("45 7 15 * *", timezone=ZONE, slug="ngay-15")
"""The day after the cut-off of figures (Nghị định 09/2019, art. 12)."""
YEAR_ENDS = Cron("45 7 16-31 12 *", timezone=ZONE, slug="cuoi-nam")
"""On these days falls what the tracker owes about the year, for which the year's report waits."""
EVERY_FIVE_MINUTES = Cron("*/5 * * * *", timezone=ZONE, slug="nam-phut")
HOURLY = Cron("5 * * * *", timezone=ZONE, slug="hang-gio")

ONE_AT_A_TIME = ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW)
"""After an outage several runs come due at once: one does the work of all, the others are cancelled."""
ANY_NUMBER = None
"""Each form that is sent is a matter of its own, and none may be cancelled for another."""


def make_deployments(office: OpenHome) -> tuple[RunnerDeployment, ...]:
    """Return the deployments of every flow, with descriptions that link to the artifacts of the home's plans."""
    links = _links(office)
    trial = "**Bản chạy thử: ngày do người chạy thử đặt, thư chỉ vào hộp thư thử.**\n\n" if office.is_trial else ""
    return (
        _deployment(
            take_on,
            TAKING_ON,
            trial + "Chạy khi cần: sau khi sửa tệp kế hoạch, bấm **Run** rồi **Quick run**. Kế hoạch mới hoặc đã sửa "
            "được tiếp nhận, sau đó chạy ngay một đợt đôn đốc và viết báo cáo tóm tắt. Chạy lại nhiều lần không làm "
            f"trùng việc nào.\n\n{links}",
        ),
        _deployment(
            follow_up_daily,
            DAILY_ROUND,
            trial + "Mỗi ngày lúc 07:30 giờ Việt Nam: mở phiếu báo cáo tới kỳ, ghi nhận quá hạn, gửi thư nhắc và đôn "
            f"đốc, vẽ lại các trang tình hình dưới đây.\n\n{links}",
            DAILY,
        ),
        _deployment(
            summarise_for_chairman,
            CHAIRMAN_SUMMARY,
            trial
            + "Thứ Hai hằng tuần, ngày 15 hằng tháng và các ngày cuối năm lúc 07:45 giờ Việt Nam: viết báo cáo tóm tắt để "
            f"trình Chủ tịch UBND tỉnh. Bản Word nằm trong thư mục `{office.home.reports}`. Kỳ báo cáo nào vừa hết (`report_kinds` "
            "trong dondoc.toml) thì báo cáo của kỳ ấy thành thư kèm tệp, chờ Văn phòng phát hành trên trang của Văn phòng."
            f"\n\n{links}",
            MONDAYS,
            MID_MONTHS,
            YEAR_ENDS,
        ),
        *_make_forms(office, trial),
        _deployment(
            watch_hourly,
            INCIDENT_WATCH,
            trial
            + "Mỗi giờ, phút thứ 5: xem thời hạn báo cáo của các sự cố đang theo dõi, mở báo cáo tới lượt, nhắc cơ "
            "quan khi đã qua nửa thời hạn và khi hết thời hạn, rồi báo cơ quan theo dõi và Văn phòng.",
            HOURLY,
        ),
        _deployment(
            send_what_waits,
            WAITING_LETTERS,
            trial
            + "Năm phút một lần: đọc hộp thư đến (nếu đã đặt) xem thư nào bị trả lại, cơ quan nào hồi âm; gửi lại thư mà máy chủ thư chưa nhận khi đã đến giờ gửi lại, không phải đợi đợt đôn đốc "
            "hôm sau. Thư về sự cố chưa gửi được thì lượt chạy có màu đỏ và nói phải gọi điện cho ai.",
            EVERY_FIVE_MINUTES,
        ),
        _make_backups(office, trial),
    )


def _make_backups(office: OpenHome, trial: str) -> RunnerDeployment:
    """Return the deployment of the nightly backup, at the time that the office has set."""
    settings = office.home.settings
    at = settings.backup_time
    schedules = (Cron(f"{at.minute} {at.hour} * * *", timezone=ZONE, slug="moi-dem"),) if at else ()
    return _deployment(
        back_up_nightly,
        NIGHTLY_BACKUP,
        trial
        + (f"Mỗi đêm lúc {at:%H:%M} giờ Việt Nam" if at else "Chạy khi cần (`backup_at` trong dondoc.toml đã tắt lịch)")
        + ": ghi cả thư mục dữ liệu và cơ sở dữ liệu thành một tệp trong "
        f"`{settings.backup_folder or office.home.path / FOLDER}`, thử khôi phục ngay, giữ {settings.backup_days} bản ngày, "
        f"{settings.backup_weeks} bản tuần, {settings.backup_months} bản tháng. Chưa làm được thì tên lượt chạy nói vì sao.",
        *schedules,
    )


def _make_forms(office: OpenHome, trial: str) -> tuple[RunnerDeployment, ...]:
    """Return the deployments with a form; their choices are the plans and agencies of the home's day."""
    plans, on = read_home_plans(office).known, today(office)
    with_incidents = [one for one in plans.values() if any(task.steps for task in one.plan.tasks.values())]
    answer = _deployment(
        take_answer,
        TELEPHONE_ANSWER,
        trial
        + "Dùng khi một cơ quan báo cáo qua điện thoại: bấm **Run** rồi **Custom run** để ghi lời của người báo cáo. "
        "Báo cáo ấy được tính như cơ quan tự gửi trên trang của mình, và chờ cơ quan theo dõi xác nhận. Ghi xong, xem tên "
        "lượt chạy: nếu không ghi nhận được, tên lượt chạy nói vì sao. Tài liệu minh chứng thì gửi trên trang báo cáo "
        "hoặc ghi bằng lệnh `dondoc answer`.",
        limit=ANY_NUMBER,
    )
    word = _deployment(
        take_word,
        RECEIVED,
        trial
        + "Dùng khi một cơ quan báo qua điện thoại là đã nhận, ai xử lý, ngày nào sẽ gửi báo cáo: bấm **Run** rồi **Custom run**. "
        "Cơ quan được nhắc một lần vào ngày làm việc trước ngày hẹn, thay cho thư nhắc thường kỳ. Ghi xong, xem tên lượt chạy: "
        "nếu không ghi nhận được, tên lượt chạy nói vì sao.",
        limit=ANY_NUMBER,
    )
    call = _deployment(
        take_call,
        CALLED,
        trial
        + "Dùng sau khi gọi điện cho một cơ quan có báo cáo quá hạn: bấm **Run** rồi **Custom run** để ghi ai gọi, cơ quan hẹn ngày "
        "nào. Hôm nay không gửi thư đôn đốc cho cơ quan đó; ngày hẹn được ghi cho mọi báo cáo quá hạn. Cần gọi cho ai thì xem trang "
        "của Văn phòng. Ghi xong, xem tên lượt chạy: nếu không ghi nhận được, tên lượt chạy nói vì sao.",
        limit=ANY_NUMBER,
    )
    request = _deployment(
        put_request,
        REQUEST,
        trial
        + "Bấm **Run** rồi **Custom run** để điền: yêu cầu cơ quan nào báo cáo việc gì, hạn nào. Yêu cầu được theo "
        "dõi như mọi báo cáo khác: thư thông báo đi trong đợt đôn đốc tiếp theo, sau đó nhắc và đôn đốc theo hạn.",
        limit=ANY_NUMBER,
    )
    incident = _deployment(
        take_incident,
        INCIDENT,
        trial
        + "Bấm **Run** rồi **Custom run** để điền: cơ quan nào có sự cố, phát hiện lúc nào. Nơi nhận mà văn bản nêu "
        "và cơ quan có sự cố nhận thư ngay, kể cả ngày nghỉ." + ("" if with_incidents else f"\n\n{NO_INCIDENTS}"),
        limit=ANY_NUMBER,
    )
    papers = _deployment(
        print_papers,
        PAPER_LETTERS,
        trial
        + "Bấm **Run** rồi **Custom run**: viết công văn đôn đốc (Word, thể thức Nghị định 30/2020, kèm mã QR mở trang báo cáo) "
        f"cho các cơ quan có báo cáo quá hạn đã đến nấc in công văn của kế hoạch. Tệp nằm trong thư mục `{office.home.reports}`; "
        "gửi xong thì ghi số trên trang của Văn phòng.",
        limit=ANY_NUMBER,
    )
    report = _deployment(
        send,
        SEND_REPORT,
        trial
        + "Bấm **Run** rồi **Custom run**: lập báo cáo (Word, Excel) thành thư gửi Chủ tịch UBND tỉnh và các nơi nhận đã đặt "
        "(`report_send_to` trong dondoc.toml). Thư chờ Văn phòng phát hành trên trang của Văn phòng, xem được tệp trước khi gửi; "
        "mỗi nơi nhận chỉ được gửi một lần báo cáo cùng loại, cùng ngày.",
        limit=ANY_NUMBER,
    )
    return (
        with_choices(report, ReportForm.__name__, {"plan": plan_choices(plans.values())}),
        with_choices(papers, PaperForm.__name__, {"agency": [EVERYBODY, *home_choices(plans, on)]}),
        with_choices(
            answer,
            TelephoneForm.__name__,
            {"agency": home_choices(plans, on), "plan": plan_choices(plans.values())},
        ),
        with_choices(word, ReceivedForm.__name__, {"agency": home_choices(plans, on)}),
        with_choices(call, CallForm.__name__, {"agency": home_choices(plans, on)}),
        with_choices(
            request,
            RequestForm.__name__,
            {"agencies": agency_choices(plans.values(), on, groups=True), "plan": plan_choices(plans.values())},
        ),
        with_choices(
            incident if with_incidents else saying(incident, IncidentForm.__name__, NO_INCIDENTS),
            IncidentForm.__name__,
            {
                # Where there is nothing to choose, the one choice says so: an empty box would invite to fill it in.
                "agency": agency_choices(with_incidents, on, groups=False) if with_incidents else [NO_INCIDENTS],
                "plan": plan_choices(with_incidents) or [NO_INCIDENTS],
            },
        ),
    )


def _deployment(
    flow: object,
    name: str,
    description: str,
    *schedules: Schedule,
    limit: ConcurrencyLimitConfig | None = ONE_AT_A_TIME,
) -> RunnerDeployment:
    made = flow.to_deployment(  # type: ignore[attr-defined]
        name=name,
        description=description,
        schedules=list(schedules),
        concurrency_limit=limit,
        # A module, not a file: what runs is the program as it was started, whatever folder it is started in.
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
    assert isinstance(made, RunnerDeployment)  # noqa: S101  outside an event loop it is not a coroutine
    return made


def keep_switches(deployments: Sequence[RunnerDeployment], api: PrefectApi) -> None:
    """Set on deployments what the office has switched off in the UI: a whole deployment, or one of its schedules.

    Put onto the server again as they were made, each would be switched on: letters would leave that the office held back.
    Raise NoAnswerError where the server does not answer.
    """
    there = {one["name"]: one for one in api.deployments()}
    for made in deployments:
        if made.name not in there:
            continue
        resting = {one["slug"] for one in there[made.name]["schedules"] if not one["active"]}
        made.paused = there[made.name]["paused"]
        for schedule in made.schedules or ():
            schedule.active = schedule.slug not in resting


def _links(office: OpenHome) -> str:
    on, ui = today(office), ui_url(office.home)
    return "\n\n".join(render_links(loaded, on, ui) for loaded in read_home_plans(office).known.values())


def main() -> None:
    """Wait for the server, put right what was left, and serve."""
    keep_private()
    with open_office(Path(os.environ["DONDOC_HOME"])) as office:
        deployments = make_deployments(office)
        api = PrefectApi(api_url(office.home), program_key(office.home))
    wait_until_ready(api, SERVER_SECONDS)
    put_right(api, FLOWS)
    keep_switches(deployments, api)
    serve(*deployments, pause_on_shutdown=False, print_starting_message=False, limit=RUNS_AT_ONCE)


if __name__ == "__main__":
    main()
