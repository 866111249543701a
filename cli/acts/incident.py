"""The command `dondoc incident`: report an incident, see those there are, close one."""

import re
from typing import Annotated

import typer

from cli.arguments import HomeOption, refuse, refuse_unknown
from cli.homes import open_for_reading
from cli.line_options import ByOption, PostOption, parse_moment
from flows.acts.ad_hoc import end_incident, report_incident
from flows.acts.people import at_the_office, person_named
from models.check_ins.state_words import STATE_WORDS
from models.database import Session
from models.decisions.incident_clocks import describe_due
from models.decisions.incidents import IncidentReport, describe_moment, incidents_of, reports_of
from models.outbox.incident_notices import IncidentNoticeOutcome, notices_of
from models.tables.ad_hoc import SEVERITY_WORDS, Incident, IncidentState, Severity
from models.tables.core import Outcome
from plan.ad_hoc import STEP_NAMES
from plan.errors import tell_faults
from plan.refs import told_ref

app = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True)


@app.command(
    "open",
    short_help="báo một sự cố, mở các báo cáo phải gửi",
    help="Báo một sự cố: mở các báo cáo phải gửi, báo ngay cho nơi nhận mà văn bản nêu.",
)
def open_(  # noqa: PLR0913  each is an option of the command
    *,
    agency: Annotated[
        str, typer.Option("--agency", metavar="CƠ_QUAN", help="Cơ quan có sự cố (mã).", show_default=False)
    ] = "",
    detected: Annotated[
        str,
        typer.Option(
            "--detected", metavar="'YYYY-MM-DD HH:MM'", help="Thời điểm phát hiện, giờ Việt Nam.", show_default=False
        ),
    ] = "",
    title: Annotated[
        str, typer.Option("--title", metavar="NỘI_DUNG", help="Sự cố gì, một dòng.", show_default=False)
    ] = "",
    severity: Annotated[
        str,
        typer.Option(
            "--severity",
            metavar="ordinary|serious|national",
            help="Mức độ: thông thường, nghiêm trọng, hoặc xâm phạm an ninh quốc gia.",
        ),
    ] = "ordinary",
    told_by: Annotated[
        str, typer.Option("--told-by", metavar="HỌ_TÊN", help="Người báo, nếu khác người ghi.", show_default=False)
    ] = "",
    ref: Annotated[
        str,
        typer.Option(
            "--ref", metavar="ĐIỂM", help="Nhiệm vụ của văn bản, nếu có nhiều nhiệm vụ về sự cố.", show_default=False
        ),
    ] = "",
    plan: Annotated[
        str, typer.Option("--plan", metavar="KẾ_HOẠCH", help="Kế hoạch yêu cầu báo cáo (mã).", show_default=False)
    ] = "",
    by: ByOption = "",
    post: PostOption = "",
    home: HomeOption = None,
) -> None:
    """Record an incident, send its letters, and tell its number and its clocks."""
    if severity not in list(Severity):
        refuse_unknown("mức độ", severity, list(Severity))
    if not agency or not detected:
        refuse("Hãy ghi cơ quan có sự cố ở --agency và thời điểm phát hiện ở --detected.")
    report = IncidentReport(agency, parse_moment(detected, "--detected"), title, Severity(severity), ref, told_by)
    with open_for_reading(home) as (office, _):
        incident, outcome = report_incident(office, report, office.clock.now(), plan, by=at_the_office(by, post))
        with office.database.read() as session:
            _tell(session, incident)
    typer.echo(f"Đã gửi {outcome.sent} thư báo ngay, {outcome.failed} thư chưa gửi được.")
    for told in tell_faults(outcome.faults):
        typer.echo(told, err=True)


@app.command("list", help="Xem các sự cố, thời hạn của từng báo cáo, và đã báo cho ai.")
def list_(home: HomeOption = None) -> None:
    """Print the incidents with their reports and what was said of each."""
    with open_for_reading(home) as (office, _), office.database.read() as session:
        found = incidents_of(session)
        for incident in found:
            _tell(session, incident)
            for told in notices_of(session, incident):
                typer.echo(f"    {_told_words(told)}")
    typer.echo(f"{len(found)} sự cố.")


@app.command(help="Kết thúc theo dõi một sự cố; báo cáo chưa gửi được miễn, kèm lý do.")
def close(
    number: Annotated[str, typer.Argument(metavar="SỐ/NĂM", help="Ví dụ 1/2024.")],
    by: Annotated[
        str, typer.Option("--by", metavar="HỌ_TÊN", help="Người kết thúc theo dõi.", show_default=False)
    ] = "",
    reason: Annotated[
        str, typer.Option("--reason", metavar="LÝ_DO", help="Bắt buộc nếu còn báo cáo chưa gửi.", show_default=False)
    ] = "",
    post: PostOption = "",
    home: HomeOption = None,
) -> None:
    """Close an incident and tell how many reports were waived."""
    written = re.fullmatch(r"([0-9]{1,6})/(20[0-9]{2})", number)
    if written is None:
        refuse(f"Không đọc được số sự cố «{number}»; hãy viết như 1/2024.")
    with open_for_reading(home) as (office, _):
        found = (int(written[1]), int(written[2]))
        waived = end_incident(office, found, reason, office.clock.now(), by=person_named(by, post))
    typer.echo(f"Đã kết thúc theo dõi sự cố số {written[1]} năm {written[2]}; {waived} báo cáo được miễn.")


def _tell(session: Session, incident: Incident) -> None:
    state = "" if incident.state == IncidentState.OPEN else " [đã kết thúc theo dõi]"
    typer.echo(
        f"Sự cố số {incident.number} năm {incident.year}, {incident.agency}, nhiệm vụ {told_ref(incident.ref)}: {incident.title}; phát "
        f"hiện {describe_moment(incident.detected_at)}, mức độ {SEVERITY_WORDS[incident.severity]}{state}"
    )
    for check_in in reports_of(session, incident):
        name = STEP_NAMES.get(check_in.role, check_in.role)
        typer.echo(f"  {name}: {describe_due(check_in)} [{STATE_WORDS[check_in.state]}]; {check_in.rule}")


_RUNGS = {
    "told": "báo sự cố",
    "open": "yêu cầu",
    "half": "nhắc nửa thời hạn",
    "end": "hết thời hạn",
    "tracker": "cơ quan theo dõi đôn đốc",
    "office": "Văn phòng đôn đốc",
}


def _told_words(told: IncidentNoticeOutcome) -> str:
    notice, letter = told.notice, told.letter
    step = f" {STEP_NAMES.get(notice.step, notice.step)}" if notice.step else ""
    outcome = {Outcome.SENT: "đã gửi", Outcome.SKIPPED: "không gửi", Outcome.QUEUED: "chờ gửi"}[notice.outcome]
    number = f", thư {letter.id}" if letter else ""
    reason = f" ({notice.reason})" if notice.reason else ""
    said = f"{_RUNGS.get(notice.rung, notice.rung)}{step} → {notice.recipient}"
    return f"{describe_moment(notice.reached_at)} {said}: {outcome}{number}{reason}"
