"""A run that cannot do its work for a reason that people can mend ends in a failed state that says which."""

import asyncio
from pathlib import Path

import pytest
from prefect import State

from flows.names import CHAIRMAN_SUMMARY, DAILY_ROUND, NOT_DONE, REQUEST
from flows.runs import artifacts
from flows.runs.ad_hoc_request import ask
from flows.runs.artifacts import run_told
from flows.runs.chairman_summary import _summarise_and_show
from flows.runs.daily_round import _follow_up_and_show
from flows.runs.form_flow import run_form
from flows.runs.forms import RequestForm
from models.tables.ad_hoc import Asker
from tests.homes.databases import broken
from tests.homes.telling import make_home

DAMAGED = "ơ sở dữ liệu bị hỏng; hãy dừng chương trình, giữ nguyên các tệp dondoc.db và khôi phục bản sao lưu gần nhất"


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Catch how runs are named."""
    named: list[str] = []

    async def name_run(title: str) -> None:
        named.append(title)

    monkeypatch.setattr(artifacts, "name_run", name_run)
    return named


def test_a_damaged_database_is_told_by_every_kind_of_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, names: list[str]
) -> None:
    home = make_home(tmp_path)
    broken.damage(home)
    monkeypatch.setenv("DONDOC_HOME", str(home))
    form = RequestForm.model_construct(asker=Asker.OFFICE)
    for flow, run in (
        (DAILY_ROUND, run_told(DAILY_ROUND, _follow_up_and_show)),
        (CHAIRMAN_SUMMARY, run_told(CHAIRMAN_SUMMARY, _summarise_and_show)),
        (REQUEST, run_form(REQUEST, ask, form)),
    ):
        state = asyncio.run(run)
        assert (state.is_failed(), state.name) == (True, NOT_DONE)
        assert DAMAGED in str(state.message)
        assert names.pop() == f"{flow}: chưa xong, xem nhật ký của lượt chạy"


def test_settings_that_cannot_be_used_are_told_too_and_a_fault_of_the_program_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, names: list[str]
) -> None:
    (tmp_path / "dondoc.toml").write_text("port = true\n", encoding="utf-8")
    monkeypatch.setenv("DONDOC_HOME", str(tmp_path))
    state = asyncio.run(run_told(DAILY_ROUND, _follow_up_and_show))
    assert f"{tmp_path}/dondoc.toml:1: thiết lập «port» không nhận giá trị «true»" in str(state.message)

    async def fail() -> State:
        raise KeyError("a fault of ours")

    with pytest.raises(KeyError):
        asyncio.run(run_told(DAILY_ROUND, fail))
    assert names[-1] == f"{DAILY_ROUND}: chưa xong, xem nhật ký của lượt chạy"
