"""The environment of the processes under `up`."""

from pathlib import Path

import pytest

from flows.up.prefect_settings import HOME_MARKER, api_url, child_environment, ui_url
from flows.up.process_tree import ProcessTree
from flows.up.ui_password import make_program_key, program_key
from models.settings import SECRETS, SettingsError, open_home

SECRET_VALUES = {
    "mail_url": "mailtos://an:mat-khau-1@thu.tinh.gov.vn",
    "inbox_url": "imaps://an:mat-khau-2@thu.tinh.gov.vn/INBOX",
    "gateways": "sms=jsons://an:mat-khau-3@sms.tinh.gov.vn/gui?to={address}",
    "link_key": "mat-khau-4" * 4,
    "database_url": "sqlite:////tmp/mat-khau-5.db",
    "ui_password": "mat-khau-6-dai-hon",
    "backup_passphrase": "mat-khau-7-dai-hon",
    "monitor_token": "mat-khau-8-dai-hon",
    "sign_in_secret": "mat-khau-9",
    "prefect_key": "mat-khau-10-dai-hon",
    "redis_url": "redis://:mat-khau-11@127.0.0.1:6379/0",
}
"""A value for each secret setting."""


def environment(tmp_path: Path, **given: object) -> dict[str, str]:
    return child_environment(open_home(tmp_path / "home", given), given)


def test_nothing_is_reported_to_anyone_and_no_temporary_server_is_started(tmp_path: Path) -> None:
    env = environment(tmp_path)
    off = ("SERVER_ANALYTICS", "SERVER_EPHEMERAL", "CLOUD_ENABLE_ORCHESTRATION_TELEMETRY", "SERVER_UI_SHOW_PROMOTIONAL")
    switches = {name: value for name, value in env.items() if any(part in name for part in off)}
    assert len(switches) == len(off)
    assert set(switches.values()) == {"false"}
    assert env["DO_NOT_TRACK"] == "1"


def test_everything_prefect_keeps_lies_in_the_home(tmp_path: Path) -> None:
    env = environment(tmp_path)
    home = tmp_path / "home"
    assert env["PREFECT_HOME"] == f"{home}/prefect"
    assert env["PREFECT_SERVER_DATABASE_CONNECTION_URL"] == f"sqlite+aiosqlite:///{home}/prefect/prefect.db"
    assert env[HOME_MARKER] == env["DONDOC_HOME"] == str(home)


def test_nothing_is_put_where_another_account_could_have_made_it_before(tmp_path: Path) -> None:
    home = open_home(tmp_path / "home")
    make_program_key(home)
    left = tmp_path / "home" / "tmp" / "runner_storage"
    left.mkdir(parents=True)
    children = ProcessTree(home, {}, print).children
    assert {child.env["TMPDIR"] for child in children.values()} == {f"{tmp_path}/home/tmp"}
    assert (left.parent.stat().st_mode & 0o777, left.exists()) == (0o700, False)


def test_the_settings_of_the_command_line_reach_the_children(tmp_path: Path) -> None:
    env = environment(tmp_path, port=14200, web_port=14280, plans=("bac-giang",))
    assert (env["DONDOC_PORT"], env["DONDOC_WEB_PORT"], env["DONDOC_PLANS"]) == ("14200", "14280", '["bac-giang"]')
    assert env["PREFECT_API_URL"] == "http://127.0.0.1:14200/api"
    assert env["PREFECT_UI_URL"] == "http://127.0.0.1:14200/v2"


def test_a_server_for_every_address_is_reached_here_and_linked_by_the_machines_name(tmp_path: Path) -> None:
    home = open_home(tmp_path / "home", {"host": "0.0.0.0"})  # noqa: S104  what an office sets
    assert api_url(home) == "http://127.0.0.1:4200/api"
    assert "0.0.0.0" not in ui_url(home)  # noqa: S104  what no one can open


def test_links_of_the_ui_begin_with_the_address_of_the_offices_proxy(tmp_path: Path) -> None:
    home = open_home(tmp_path / "home", {"ui_url": "https://theo-doi.tinh.vn"})
    assert ui_url(home) == "https://theo-doi.tinh.vn/v2"
    assert api_url(home) == "http://127.0.0.1:4200/api"
    with pytest.raises(SettingsError, match="có phần sau tên máy"):
        open_home(tmp_path / "home", {"ui_url": "https://tinh.vn/theo-doi"})


def test_an_offices_own_database_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_SERVER_DATABASE_CONNECTION_URL", "postgresql+asyncpg://prefect@db/prefect")
    assert environment(tmp_path)["PREFECT_SERVER_DATABASE_CONNECTION_URL"] == "postgresql+asyncpg://prefect@db/prefect"


def test_the_server_asks_for_the_programs_key_whatever_the_environment_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PREFECT_SERVER_API_AUTH_STRING", "office:secret")
    make_program_key(open_home(tmp_path / "home"))
    env = environment(tmp_path)
    key = program_key(open_home(tmp_path / "home"))
    assert len(key) > 40
    assert env["PREFECT_SERVER_API_AUTH_STRING"] == env["PREFECT_API_AUTH_STRING"] == key


def test_the_answer_pages_know_nothing_that_opens_prefects_server(tmp_path: Path) -> None:
    home = open_home(tmp_path / "home", {"web_host": "0.0.0.0"})  # noqa: S104  what an office sets
    make_program_key(home)
    children = ProcessTree(home, {}, print).children
    assert program_key(home) in children["runner"].env.values()
    assert program_key(home) not in children["web"].env.values()
    assert children["web"].args[2:4] == ("--host", "0.0.0.0")  # noqa: S104
    assert children["server"].env["PREFECT_SERVER_API_HOST"] == "127.0.0.1"


def test_each_process_is_given_only_the_secrets_that_it_needs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert set(SECRET_VALUES) == SECRETS
    for secret, value in SECRET_VALUES.items():
        monkeypatch.setenv(f"DONDOC_{secret.upper()}", value)
    monkeypatch.setenv("PREFECT_SERVER_DATABASE_CONNECTION_URL", "postgresql+asyncpg://prefect:mat-khau@db/prefect")
    children = ProcessTree(open_home(tmp_path / "home"), {}, print).children
    known = {
        name: {secret for secret in SECRETS if f"DONDOC_{secret.upper()}" in child.env}
        for name, child in children.items()
    }
    assert known == {
        "server": {"ui_password", "prefect_key"},
        "web": SECRETS - {"inbox_url", "ui_password", "backup_passphrase", "prefect_key", "redis_url"},
        "runner": SECRETS - {"monitor_token", "sign_in_secret", "redis_url"},
    }
    assert not any("mat-khau" in value for value in children["web"].env.values() if value.startswith("postgresql+"))
    for child in children.values():
        assert not any(value in argument for value in SECRET_VALUES.values() for argument in child.args)


def test_runs_are_kept_for_as_long_as_the_office_says(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "dondoc.toml").write_text("prefect_days = 30\n", encoding="utf-8")
    env = environment(tmp_path)
    assert env["PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD"] == str(30 * 24 * 3600)
    assert env["PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED"] == "events,flow_runs"


def test_what_would_lead_to_another_server_or_slow_each_start_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "https://api.prefect.cloud/api/accounts/x")
    monkeypatch.setenv("PREFECT_API_KEY", "pnu_x")
    monkeypatch.setenv("PREFECT_PROFILE", "cloud")
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    env = environment(tmp_path)
    assert env["PREFECT_API_URL"] == "http://127.0.0.1:4200/api"
    assert not {"PREFECT_API_KEY", "PREFECT_PROFILE", "PYTHONDONTWRITEBYTECODE"} & env.keys()


def test_a_proxy_of_the_office_does_not_stand_between_our_own_processes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.example.invalid:3128")
    monkeypatch.setenv("NO_PROXY", "intranet.example.invalid")
    assert environment(tmp_path)["NO_PROXY"] == "intranet.example.invalid,127.0.0.1,localhost,::1"
