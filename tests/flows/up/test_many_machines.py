"""Several machines in one home on PostgreSQL: two workers of a pool, three processes of pages, and two servers of Prefect's
that speak by Redis where this machine has one.

One machine is killed in the middle of a round; the long form, with more faults, is `python -m tests.long.machines`.
"""

import time
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, LiteralString

import httpx
import psycopg
import pytest
from sqlmodel import select

from flows.acts.open_home import OpenHome, open_office
from flows.names import DAILY_ROUND, FLOWS, INCIDENT_WATCH
from flows.round import run_round
from flows.up.many.lost_runs import GONE, WORKER_LABEL, workers_of
from flows.up.prefect_api import PrefectApi
from models.tables.core import Answer, CheckIn, Letter
from notifications.links import ANSWER, PAGES, link_key, sign_link
from tests.conftest import RUN, Require
from tests.homes.databases.postgres import database_made, migrated_template
from tests.homes.databases.templates import DATABASE, put_migrated_file
from tests.homes.living_up import wait_until
from tests.homes.many.listening import hears_of, listening
from tests.homes.many.machines import KEY, POOL, SharedHome
from tests.homes.many.redis_server import MISSING, redis_running
from tests.homes.pages.serving import find_port
from tests.homes.pages.visitor import fields_of, text_of
from tests.long.kills import told_keys
from tests.long.senders import Province

pytestmark = [pytest.mark.real, pytest.mark.postgres]

EVE, OPENING = date(2023, 5, 12), date(2023, 5, 15)
"""The Friday on which the plan is taken on, and the Monday on which it asks for its reports."""
PROVINCE = Province(agencies=6, tasks=1)


def written(home: Path) -> Path:
    PROVINCE.write(home)
    return home


@pytest.fixture(scope="module")
def shared(postgres_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SharedHome]:
    """Give a home with a machine for Prefect's server and pages, one for pages and a worker, and one for a worker."""
    template = migrated_template(postgres_server, RUN)
    with (
        database_made(postgres_server, template) as own,
        database_made(postgres_server) as prefects,
        redis_running() as redis,
    ):
        home = written(tmp_path_factory.mktemp("machines") / "home")
        made = SharedHome(home, own, prefects, redis.url if redis else "")
        with made.opened(EVE) as office:
            run_round(office, office.clock.now())
        try:
            made.machine("may-chu", "server,web").wait()
            deployed = made.run("deploy")
            assert deployed.returncode == 0, deployed.stderr
            workers = [made.machine(name, "web,worker") for name in ("may-1", "may-2")]
            for one in workers:
                one.wait()
            yield made
        finally:
            made.end()


def test_what_is_deployed_is_what_up_serves_and_deployed_again_it_is_the_same(shared: SharedHome) -> None:
    from flows.runs.serve import make_deployments

    def on_the_server() -> dict[str, Any]:
        return {one["name"]: one for one in shared.api.ask("/deployments/filter", {"limit": 200})}

    before = on_the_server()
    shared.api.ask(f"/work_pools/{POOL}", {"is_paused": True, "concurrency_limit": 3}, method="PATCH")
    paused = before[INCIDENT_WATCH]["id"]
    shared.api.ask(f"/deployments/{paused}/pause_deployment", {})
    assert shared.run("deploy").returncode == 0
    pool = shared.api.ask(f"/work_pools/{POOL}")
    assert (pool["is_paused"], pool["concurrency_limit"]) == (True, 3), "what the office set in the UI was taken back"
    assert shared.api.ask(f"/deployments/{paused}")["paused"] is True
    shared.api.ask(f"/work_pools/{POOL}", {"is_paused": False, "concurrency_limit": None}, method="PATCH")
    shared.api.ask(f"/deployments/{paused}/resume_deployment", {})
    after = on_the_server()
    assert {name: told(one) for name, one in before.items()} == {name: told(one) for name, one in after.items()}
    assert {one["work_pool_name"] for one in after.values()} == {POOL}
    with shared.opened() as office:
        served = {one.name: one for one in make_deployments(office)}
    assert served.keys() == after.keys() == set(FLOWS)
    for name, one in served.items():
        limits = (one.concurrency_limit, one.concurrency_options and one.concurrency_options.collision_strategy.value)
        assert told(after[name])[1:] == (
            sorted((it.slug, it.schedule.cron, it.schedule.timezone) for it in one.schedules or ()),  # type: ignore[union-attr]
            limits,
            one.entrypoint,
            one.description,
            one._parameter_openapi_schema.model_dump(exclude_unset=True),
        )
    assert workers_of(shared.api, POOL) == {"may-1": "ONLINE", "may-2": "ONLINE"}


def told(one: dict[str, Any]) -> tuple[object, ...]:
    limit, options = one["global_concurrency_limit"], one["concurrency_options"]
    return (
        one["id"],
        sorted((it["slug"], it["schedule"]["cron"], it["schedule"]["timezone"]) for it in one["schedules"]),
        (limit and limit["limit"], options and options["collision_strategy"]),
        one["entrypoint"],
        one["description"],
        one["parameter_openapi_schema"],
    )


def test_a_round_whose_machine_dies_is_finished_by_another_machine_with_one_effect(
    shared: SharedHome, tmp_path: Path
) -> None:
    workers = {one.name: one for one in shared.machines if one.name != "may-chu"}
    with shared.opened(OPENING):  # only the day moves
        pass
    deployment = shared.api.find_deployment(DAILY_ROUND, DAILY_ROUND)
    assert deployment is not None
    with psycopg.connect(shared.database) as holding:
        opened = count_of(holding, OPENED)
        holding.execute("LOCK TABLE letter IN SHARE MODE")  # read, and not written
        run = shared.api.request_run(deployment["id"], "phép thử")
        wait_until(lambda: waits_for_letters(shared, opened), 60, lambda: str(shared.api.read_run(run)["state"]))
        name = shared.api.read_run(run)["labels"][WORKER_LABEL]
        dying = workers.pop(name)
        dying.kill()
    began = time.monotonic()
    wait_until(lambda: shared.api.read_run(run)["state_type"] == "CRASHED", 90, lambda: str(shared.api.read_run(run)))
    assert shared.api.read_run(run)["state"]["message"] == GONE
    wait_until(lambda: finished_by(shared, next(iter(workers))), 60)
    assert time.monotonic() - began < 120
    with shared.opened() as office:
        found, letters = told_keys(office), left(office)
        assert Counter(letters.values()).keys() == {"sent"}
    with open_office(lone(tmp_path)) as office:
        assert (found, letters) == (told_keys(office), left(office))
        assert len(mails(shared.home)) == len(mails(office.home.path)) >= 6
    assert [one["name"] for one in shared.api.find_runs(FLOWS, ("RUNNING", "PENDING"))] == []


OPENED = "SELECT count(*) FROM check_in"
WAITING = "SELECT count(*) FROM pg_locks WHERE relation = 'letter'::regclass AND NOT granted"


def count_of(asking: psycopg.Connection[Any], asked: LiteralString) -> int:
    row = asking.execute(asked).fetchone()
    return int(row[0]) if row else 0


def waits_for_letters(shared: SharedHome, opened: int) -> bool:
    """Tell whether somebody waits to write letters, with more check-ins open by now than there were."""
    with psycopg.connect(shared.database, autocommit=True) as asking:
        return count_of(asking, WAITING) > 0 and count_of(asking, OPENED) > opened


def finished_by(shared: SharedHome, worker: str) -> bool:
    done = shared.api.find_runs((DAILY_ROUND,), ("COMPLETED",))
    return any(run["labels"].get(WORKER_LABEL) == worker for run in done)


def lone(folder: Path) -> Path:
    """Return a home of the same province, in which the same two days went by without a fault and without a second machine."""
    home = written(folder / "lone")
    put_migrated_file(home / DATABASE)
    for day in (EVE, OPENING):
        with open_office(home, on=day) as office:
            run_round(office, office.clock.now())
    return home


def left(office: OpenHome) -> dict[tuple[str, str], str]:
    with office.database.read() as session:
        return {(one.recipient, str(one.written_on)): one.state for one in session.exec(select(Letter)).all()}


def mails(home: Path) -> list[str]:
    return sorted(file.name for file in (home / "mailbox").glob("*.eml"))


def test_a_form_that_the_pages_of_one_machine_showed_is_taken_by_those_of_another(shared: SharedHome) -> None:
    one, other = (machine for machine in shared.machines if not machine.has_ended)
    with shared.opened() as office:
        address = f"/{PAGES[ANSWER]}/{sign_link(link_key(office.home), 'so-1', ANSWER, date(2023, 12, 31))}"
        with office.database.read() as session:
            (line,) = session.exec(select(CheckIn.id).where(CheckIn.holder == "so-1")).all()
    shown = httpx.get(one.pages + address, trust_env=False)
    assert shown.status_code == 200
    form = fields_of(shown.text) | {"act": "send", "name": "Nguyễn Thị Hòa", f"result-{line}": "in_progress"}
    sent = httpx.post(other.pages + address, data=form | {f"text-{line}": "Đã họp."}, trust_env=False)
    assert sent.status_code == 303, text_of(sent)
    assert "Đã báo cáo" in text_of(httpx.get(one.pages + address, trust_env=False))
    with shared.opened() as office, office.database.read() as session:
        assert [answer.text for answer in session.exec(select(Answer)).all()] == ["Đã họp."]


def test_what_is_asked_of_one_server_of_prefect_is_heard_at_the_other(shared: SharedHome, require: Require) -> None:
    require("redis", bool(shared.redis), MISSING)
    port = find_port()
    second = shared.machine("may-chu-2", "server", DONDOC_PORT=str(port)).wait()
    deployment = shared.api.find_deployment(INCIDENT_WATCH, INCIDENT_WATCH)
    assert deployment is not None
    with listening(port, KEY) as stream:
        run = shared.api.request_run(deployment["id"], "phép thử")
        assert hears_of(stream, run)
    assert PrefectApi(f"http://127.0.0.1:{port}/api", KEY).read_run(run)["id"] == run
    second.kill()
    assert shared.api.is_ready()
