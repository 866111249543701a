"""The deployments as the office meets them, before any server: names, descriptions, schedules, limits."""

import re
from datetime import date
from pathlib import Path

from prefect.client.schemas.schedules import CronSchedule
from prefect.deployments.runner import RunnerDeployment

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
from flows.runs.serve import make_deployments
from tests.homes.offices import trial_office


def deployments(tmp_path: Path) -> dict[str, RunnerDeployment]:
    with trial_office(tmp_path, date(2023, 6, 5)) as office:
        return {deployment.name: deployment for deployment in make_deployments(office)}


def test_the_names_are_vietnamese_and_the_same_for_flow_and_deployment(tmp_path: Path) -> None:
    made = deployments(tmp_path)
    assert set(made) == set(FLOWS)
    assert all(deployment.flow_name == name for name, deployment in made.items())


def test_the_schedules_are_in_vietnamese_time_and_keep_their_slug(tmp_path: Path) -> None:
    """Without a slug each start would make new schedules beside the old, and a run could come twice."""
    made = deployments(tmp_path)
    assert not made[TAKING_ON].schedules
    asked = {
        name: made[name].schedules or []
        for name in (DAILY_ROUND, CHAIRMAN_SUMMARY, INCIDENT_WATCH, WAITING_LETTERS, NIGHTLY_BACKUP)
    }
    written = {
        name: [
            (s.schedule.cron, s.schedule.timezone, s.slug) for s in schedules if isinstance(s.schedule, CronSchedule)
        ]
        for name, schedules in asked.items()
    }
    assert written == {
        DAILY_ROUND: [("30 7 * * *", "Asia/Ho_Chi_Minh", "hang-ngay")],
        CHAIRMAN_SUMMARY: [
            ("45 7 * * 1", "Asia/Ho_Chi_Minh", "thu-hai"),
            ("45 7 15 * *", "Asia/Ho_Chi_Minh", "ngay-15"),
            ("45 7 16-31 12 *", "Asia/Ho_Chi_Minh", "cuoi-nam"),
        ],
        INCIDENT_WATCH: [("5 * * * *", "Asia/Ho_Chi_Minh", "hang-gio")],
        WAITING_LETTERS: [("*/5 * * * *", "Asia/Ho_Chi_Minh", "nam-phut")],
        NIGHTLY_BACKUP: [("30 1 * * *", "Asia/Ho_Chi_Minh", "moi-dem")],
    }


def test_one_run_at_a_time_and_a_second_is_cancelled(tmp_path: Path) -> None:
    for name, deployment in deployments(tmp_path).items():
        if name in (
            TELEPHONE_ANSWER,
            RECEIVED,
            CALLED,
            REQUEST,
            INCIDENT,
            PAPER_LETTERS,
            SEND_REPORT,
        ):  # each form that is sent is a matter of its own
            assert deployment.concurrency_limit is None
            continue
        assert deployment.concurrency_limit == 1
        assert deployment.concurrency_options is not None
        assert deployment.concurrency_options.collision_strategy == "CANCEL_NEW"


def test_what_runs_is_a_module_so_that_any_folder_will_do(tmp_path: Path) -> None:
    entrypoints = {str(deployment.entrypoint) for deployment in deployments(tmp_path).values()}
    assert entrypoints == {
        "flows.runs.taking_on.take_on",
        "flows.runs.daily_round.follow_up_daily",
        "flows.runs.chairman_summary.summarise_for_chairman",
        "flows.runs.telephone_answer.take_answer",
        "flows.runs.told.called.take_call",
        "flows.runs.told.received.take_word",
        "flows.runs.ad_hoc_request.put_request",
        "flows.runs.incident_report.take_incident",
        "flows.runs.incident_watch.watch_hourly",
        "flows.runs.printing.paper_letters.print_papers",
        "flows.runs.reporting.send_report.send",
        "flows.runs.waiting_letters.send_what_waits",
        "flows.runs.keeping.nightly_backup.back_up_nightly",
    }


def test_the_descriptions_are_vietnamese_link_into_the_new_ui_and_tell_a_trial(tmp_path: Path) -> None:
    for name, deployment in deployments(tmp_path).items():
        text = deployment.description or ""
        assert text.startswith("**Bản chạy thử: ")
        if name not in (TAKING_ON, DAILY_ROUND, CHAIRMAN_SUMMARY):
            continue
        links = re.findall(r"\[([^]]+)\]\((\S+)\)", text)
        assert ("Sở Y tế", "http://127.0.0.1:4200/v2/artifacts/key/bac-giang-co-quan-so-y-te") in links
        assert ("II.4", "http://127.0.0.1:4200/v2/artifacts/key/bac-giang-muc-ii-4") in links
        assert ("Tình hình thực hiện kế hoạch", "http://127.0.0.1:4200/v2/artifacts/key/bac-giang-tinh-hinh") in links
        assert len({label for label, _ in links}) == len(links)
