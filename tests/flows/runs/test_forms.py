"""The forms of the Prefect UI: Vietnamese labels, choices from the home's plans, and what comes of what is filled in."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from prefect.client.schemas.schedules import CronSchedule
from prefect.deployments.runner import RunnerDeployment
from pydantic import ValidationError
from sqlmodel import select

from flows.names import CALLED, INCIDENT, INCIDENT_WATCH, RECEIVED, REQUEST, TELEPHONE_ANSWER
from flows.runs.ad_hoc_request import ask, put_request
from flows.runs.forms import IncidentForm, RequestForm, code_in
from flows.runs.incident_report import report
from flows.runs.serve import make_deployments
from flows.runs.told.called import CallForm
from flows.runs.told.called import record as record_call
from models.refusal import RefusedError
from models.tables.ad_hoc import Asker, Severity
from models.tables.chasing import Call
from tests.homes.event_plan import at, event_office
from tests.homes.offices import round_on, small_office

MONDAY = date(2023, 6, 5)


@pytest.fixture
def deployments(tmp_path: Path) -> dict[str, RunnerDeployment]:
    with event_office(tmp_path, MONDAY) as office:
        return {str(one.name): one for one in make_deployments(office)}


def schema_of(deployment: RunnerDeployment) -> dict[str, Any]:
    return deployment._parameter_openapi_schema.model_dump()


def test_a_form_has_vietnamese_labels_in_their_order(deployments: dict[str, RunnerDeployment]) -> None:
    labels = {}
    forms = ((TELEPHONE_ANSWER, "TelephoneForm"), (REQUEST, "RequestForm"), (INCIDENT, "IncidentForm"))
    for name, model in forms:
        fields = schema_of(deployments[name])["definitions"][model]["properties"].values()
        labels[name] = [field["title"] for field in sorted(fields, key=lambda field: field["position"])]
    assert labels == {
        TELEPHONE_ANSWER: [
            "Cơ quan báo cáo",
            "Nhiệm vụ đang phải báo cáo",
            "Kỳ báo cáo",
            "Kết quả",
            "Tỷ lệ hoàn thành (%)",
            "Kết quả thực hiện",
            "Khó khăn, vướng mắc",
            "Kiến nghị, đề xuất",
            "Nội dung theo đề mục",
            "Số liệu của chỉ tiêu",
            "Người báo cáo",
            "Chức vụ",
            "Báo cáo ngày",
            "Số văn bản báo cáo",
            "Người ghi",
            "Lý do ghi muộn",
            "Kế hoạch",
        ],
        REQUEST: [
            "Cơ quan phải báo cáo",
            "Hạn báo cáo",
            "Nội dung yêu cầu",
            "Văn bản yêu cầu",
            "Người yêu cầu",
            "Theo dõi cùng kế hoạch",
            "Người ghi",
        ],
        INCIDENT: [
            "Cơ quan có sự cố",
            "Thời điểm phát hiện",
            "Nội dung sự cố",
            "Mức độ",
            "Người báo",
            "Kế hoạch yêu cầu báo cáo",
            "Người ghi",
        ],
    }


def test_choices_are_the_agencies_and_plans_of_the_home_and_vietnamese_words(
    deployments: dict[str, RunnerDeployment],
) -> None:
    request = schema_of(deployments[REQUEST])["definitions"]
    assert request["RequestForm"]["properties"]["agencies"]["items"]["enum"] == [
        "Các sở (cac-so)",
        "Văn phòng UBND tỉnh (van-phong-ubnd-tinh)",
        "Công an tỉnh (cong-an-tinh)",
        "Sở Y tế (so-y-te)",
    ]
    assert request["AskerChoice"]["enum"] == ["Văn phòng UBND tỉnh", "Chủ tịch UBND tỉnh"]
    incident = schema_of(deployments[INCIDENT])["definitions"]
    assert incident["IncidentForm"]["properties"]["plan"]["default"] == "Kế hoạch của UBND tỉnh Thử (ke-hoach-thu)"
    assert incident["SeverityChoice"]["enum"] == ["Thông thường", "Nghiêm trọng", "Xâm phạm an ninh quốc gia"]
    answer = schema_of(deployments[TELEPHONE_ANSWER])["definitions"]
    assert answer["TelephoneForm"]["properties"]["agency"]["enum"] == [
        "Văn phòng UBND tỉnh (van-phong-ubnd-tinh)",
        "Công an tỉnh (cong-an-tinh)",
        "Sở Y tế (so-y-te)",
    ]
    assert answer["ResultChoice"]["enum"] == [
        "Chưa thực hiện",
        "Đang thực hiện",
        "Hoàn thành",
        "Vướng mắc",
        "Không thay đổi so với kỳ trước",
    ]
    told = [one.get("description", "") for one in (*request.values(), *incident.values(), *answer.values())]
    assert not any("form" in text for text in told)


def test_in_a_home_without_a_plan_for_incidents_the_form_says_so_and_takes_none(tmp_path: Path) -> None:
    with small_office(tmp_path, MONDAY) as office:
        home = office.home.path
        [incident] = [one for one in make_deployments(office) if one.name == INCIDENT]
    form = schema_of(incident)["definitions"]["IncidentForm"]
    sentence = form["description"]
    assert sentence.startswith("Chưa có kế hoạch nào đang theo dõi yêu cầu báo cáo sự cố")
    assert form["properties"]["agency"]["enum"] == form["properties"]["plan"]["enum"] == [sentence]
    sent = {"agency": sentence, "plan": sentence, "detected": "2023-06-05T07:30", "title": "Mã độc", "told_by": "An"}
    with pytest.raises(RefusedError) as refused:
        report(home, IncidentForm.model_validate(sent))
    assert str(refused.value) == sentence


def test_texts_are_plain_so_that_they_grow_and_what_may_be_empty_starts_empty(
    deployments: dict[str, RunnerDeployment],
) -> None:
    """A string without a format is the UI's text area; a default that it knew would be filled in beforehand."""
    fields = schema_of(deployments[TELEPHONE_ANSWER])["definitions"]["TelephoneForm"]["properties"]
    for name in ("text", "difficulties", "proposals"):
        assert (fields[name]["type"], "format" in fields[name]) == ("string", False)
    assert (fields["said_on"]["type"], fields["said_on"]["format"]) == ("string", "date")
    assert (fields["percent"]["type"], fields["percent"]["maximum"]) == ("integer", 100)
    assert [name for name in ("percent", "said_on", "plan") if "default" in fields[name]] == []
    assert schema_of(deployments[TELEPHONE_ANSWER])["definitions"]["TelephoneForm"]["required"] == [
        "agency",
        "ref",
        "result",
        "answered_by",
    ]


def test_no_form_fills_in_nothing_which_the_server_would_refuse(deployments: dict[str, RunnerDeployment]) -> None:
    """The UI sends `null` for a default of nothing, and the server answers «None is not of type 'string'»."""
    fields = {
        f"{name}: {field}": told
        for name, deployment in deployments.items()
        for definition in schema_of(deployment)["definitions"].values()
        for field, told in definition.get("properties", {}).items()
    }
    assert len(fields) > 30
    assert [name for name, told in fields.items() if "default" in told and told["default"] is None] == []


def test_each_form_that_is_sent_runs_and_the_watch_runs_each_hour(deployments: dict[str, RunnerDeployment]) -> None:
    for name in (TELEPHONE_ANSWER, RECEIVED, CALLED, REQUEST, INCIDENT):
        assert deployments[name].concurrency_limit is None
        assert not deployments[name].schedules
    (schedule,) = deployments[INCIDENT_WATCH].schedules or []
    assert schedule.slug == "hang-gio"
    assert isinstance(schedule.schedule, CronSchedule)
    assert (schedule.schedule.cron, schedule.schedule.timezone) == ("5 * * * *", "Asia/Ho_Chi_Minh")


def test_what_is_chosen_is_read_back_by_its_code() -> None:
    sent = {"by": "2023-06-20", "subject": "Rà soát", "document": "CV 9", "asked_by": "Chủ tịch UBND tỉnh"}
    form = RequestForm.model_validate(sent | {"agencies": ["Sở Y tế (so-y-te)", "cong-an-tinh"]})
    asking = form.asking()
    assert (asking.parties, asking.asked_by) == (("so-y-te", "cong-an-tinh"), Asker.CHAIRMAN)
    assert code_in("UBND huyện (cũ) (ubnd-huyen)") == "ubnd-huyen"


def test_a_moment_without_a_zone_is_meant_in_vietnam_and_one_with_a_zone_stays() -> None:
    sent = {"agency": "so-y-te", "title": "Mã độc", "told_by": "An", "severity": "Nghiêm trọng"}
    for written in ("2023-06-05T07:30", "2023-06-05T00:30:00Z"):
        reported = IncidentForm.model_validate(sent | {"detected": written}).report()
        assert (reported.detected_at, reported.severity) == (at("5/6/2023 07:30"), Severity.SERIOUS)


@pytest.mark.parametrize("missing", ["agencies", "by", "subject", "document"])
def test_a_form_that_is_not_filled_in_is_refused(missing: str) -> None:
    sent = {"agencies": ["so-y-te"], "by": "2023-06-20", "subject": "Rà soát", "document": "CV 9"}
    RequestForm.model_validate(sent)
    with pytest.raises(ValidationError):
        RequestForm.model_validate(sent | {missing: [] if missing == "agencies" else ""})


def test_a_form_does_what_the_command_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DONDOC_PLANS", "ke-hoach-thu")
    with event_office(tmp_path, MONDAY) as office:
        home = office.home.path
    request = RequestForm(agencies=["Các sở (cac-so)"], by=date(2023, 6, 20), subject="Rà soát", document="CV 9")
    assert ask(home, request) == "Yêu cầu đột xuất số 1 năm 2023: 2 cơ quan, hạn 20/6/2023"
    with pytest.raises(RefusedError, match="đã được ghi nhận hôm nay"):
        ask(home, request)
    incident = IncidentForm(agency="Sở Y tế (so-y-te)", detected=at("5/6/2023 07:30"), title="Mã độc", told_by="An")
    assert report(home, incident) == "Sự cố số 1 năm 2023, so-y-te: đã gửi 3 thư"


async def test_a_form_ends_completed_or_failed_with_its_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DONDOC_PLANS", "ke-hoach-thu")
    with event_office(tmp_path, MONDAY) as office:
        monkeypatch.setenv("DONDOC_HOME", str(office.home.path))
    form = RequestForm(agencies=["so-y-te"], by=date(2023, 6, 20), subject="Rà soát", document="CV 9")
    ended = [await put_request.fn(form), await put_request.fn(form)]
    assert [state.name for state in ended] == ["Completed", "Failed"]
    assert ended[0].message == "Yêu cầu đột xuất số 1 năm 2023: 1 cơ quan, hạn 20/6/2023"
    assert "đã được ghi nhận hôm nay, số 1 năm 2023" in str(ended[1].message)


def test_a_call_is_recorded_by_its_form_with_who_called(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DONDOC_PLANS", "ke-hoach-thu")
    with small_office(tmp_path, date(2023, 5, 15)) as office:
        round_on(office, date(2023, 5, 15))
        round_on(office, date(2023, 6, 19))
        home = office.home.path
        said = {"agency": "Sở Y tế (so-y-te)", "called_by": "Lê Thị Hạnh", "note": "Gặp chị Hoa"}
        with pytest.raises(ValidationError):
            CallForm.model_validate(said | {"called_by": ""})
        told = record_call(home, CallForm.model_validate(said | {"promised_on": "2023-06-21"}))
        assert told == "Đã gọi Sở Y tế: hẹn ngày 21/6/2023"
        with pytest.raises(RefusedError, match="ngày"):
            record_call(home, CallForm.model_validate(said | {"promised_on": "2023-06-25"}))
        with office.database.read() as session:
            (call,) = session.exec(select(Call)).all()
            assert (call.agency, call.called_by, call.note) == ("so-y-te", "Lê Thị Hạnh", "Gặp chị Hoa")
