"""What the holder of the UI's password may ask of Prefect's API, and who may only look; everything else is the program's own.

Prefect knows one kind of user, who may do all: a deployment's entry point or pull steps, the variables of a run's
process, a block, a variable, an automation or a work pool make the runner do what they say, under the office's account.
So this is a list of what is let through, not of what is shut: what an office does in the UI, field by field. A kind of
request that a new Prefect brings is shut until somebody has written down here why it should be open.
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

Guard = Callable[[Mapping[str, Any]], None]
"""Looks at the fields of a request, and raises NotForOfficeError for what must not be among them."""
LONGEST_BODY = 1_000_000
"""How long what is asked may be, in bytes; Prefect takes parameters of half of it."""

_READS = {
    "GET": """
        /admin/settings
        /admin/storage
        /admin/version
        /artifacts/{}
        /artifacts/{}/latest
        /automations/related-to/{}
        /csrf-token
        /deployments/{}
        /deployments/name/{}/{}
        /events/filter/next
        /flow_run_states/{}
        /flow_runs/{}
        /flow_runs/{}/graph-v2
        /flow_runs/{}/logs/download
        /flows/{}
        /health
        /observed-states
        /ready
        /task_runs/{}
        /ui/task_runs/{}
        /version
    """,
    # Prefect takes a filter as the body of a POST.
    "POST": """
        /artifacts/count
        /artifacts/filter
        /artifacts/latest/count
        /artifacts/latest/filter
        /automations/count
        /automations/filter
        /block_types/filter
        /concurrency_limits/filter
        /deployments/count
        /deployments/filter
        /deployments/paginate
        /events/count-by/{}
        /events/filter
        /flow_runs/count
        /flow_runs/filter
        /flow_runs/history
        /flow_runs/lateness
        /flow_runs/paginate
        /flows/count
        /flows/filter
        /flows/paginate
        /logs/filter
        /task_runs/count
        /task_runs/filter
        /task_runs/history
        /task_runs/paginate
        /task_workers/filter
        /ui/flow_runs/count-task-runs
        /ui/flow_runs/history
        /ui/flows/count-deployments
        /ui/flows/next-runs
        /ui/task_runs/count
        /ui/task_runs/dashboard/counts
        /v2/concurrency_limits/filter
        /variables/count
        /variables/filter
        /work_pools/count
        /work_pools/filter
        /work_pools/{}/queues/filter
        /work_pools/{}/workers/filter
        /work_queues/filter
    """,
}
"""What only shows: pages, lists, counts, logs. The collection of worker types is not among it: the server would fetch it
from another host.
"""

ONLY_THE_RUNNER = "Việc này chỉ chương trình Đôn Đốc làm được, không làm được trong giao diện theo dõi."
ONLY_LOOKS = "Mật khẩu này chỉ để xem; muốn chạy, dừng hoặc đổi gì thì đăng nhập bằng mật khẩu của Văn phòng."
TOO_LONG = "Nội dung gửi lên quá dài."
UNREADABLE = "Nội dung gửi lên không đọc được."


class NotForOfficeError(Exception):
    """What an office may not ask; the message is one Vietnamese sentence."""


def guard_office_request(method: str, path: str, body: bytes) -> bytes:
    """Return the body of a request to Prefect's API, `path` beginning behind `/api`, as it may be handed on.

    It is written anew from what was looked at, so nothing can be read in two ways. Raise NotForOfficeError for whatever
    an office has no need of.
    """
    for verb, row, guard in _rows:
        if verb == method and row.fullmatch(path):
            asked = _read(body)
            if guard is not None:
                guard({} if asked is None else _fields(asked))
            return _written(asked)
    raise NotForOfficeError(ONLY_THE_RUNNER)


def guard_viewer_request(method: str, path: str, body: bytes) -> bytes:
    """Return the body of a request of who may only look, as `guard_office_request` does for what only shows.

    Raise NotForOfficeError for whatever would change or start something, whoever may do that.
    """
    if not any(verb == method and row.fullmatch(path) for verb, row in _looks):
        raise NotForOfficeError(ONLY_LOOKS)
    return guard_office_request(method, path, body)


def _read(body: bytes) -> object:
    if len(body) > LONGEST_BODY:
        raise NotForOfficeError(TOO_LONG)
    try:
        return json.loads(body) if body.strip() else None
    except (ValueError, RecursionError):
        raise NotForOfficeError(UNREADABLE) from None


def _written(asked: object) -> bytes:
    return b"" if asked is None else json.dumps(asked).encode()


def _fields(asked: object) -> Mapping[str, Any]:
    if not isinstance(asked, dict):
        raise NotForOfficeError(UNREADABLE)
    return asked


def _guard_only(asked: Mapping[str, Any], allowed: frozenset[str]) -> None:
    if not asked.keys() <= allowed:
        raise NotForOfficeError(ONLY_THE_RUNNER)


_RUN = frozenset({"name", "parameters", "state", "tags", "empirical_policy"})
_EMPTY_IN_RUN = frozenset({"job_variables", "work_queue_name", "context", "parent_task_run_id", "idempotency_key"})
"""What the UI's form of a run sends along, and what would choose another process for it if it held anything, or take the
key of a run that is to come, which would then never be made.
"""
_LONGEST_NAME, _MOST_TAGS = 200, 20
_PLAIN_VALUES = ("none", "json")
"""The ways of writing a parameter that the server takes as it stands; the others are templates that it works out."""
_MOST_VALUES, _MOST_OF_SCHEMA = 500, 3_000
"""How many values a form may hold, and how many parts its schema, each counted as often as it is referred to. The server
does nothing else while it checks one by the other.
"""
_ENDLESS = frozenset({"pattern", "patternProperties", "$dynamicRef", "$recursiveRef", "$id", "$anchor"})
"""What a schema may say that takes a checker any time, or leads it about; our forms say nothing of it."""


def _guard_run(asked: Mapping[str, Any]) -> None:
    """Let a deployment's own flow run, with parameters that fit its form, now or at a later moment, and once.

    One that is tried again and again keeps its place, of which there are few, from the rounds.
    """
    _guard_only(asked, _RUN | _EMPTY_IN_RUN | {"enforce_parameter_schema"})
    if any(asked.get(name) for name in _EMPTY_IN_RUN) or asked.get("enforce_parameter_schema") is False:
        raise NotForOfficeError(ONLY_THE_RUNNER)
    if any(_fields(asked.get("empirical_policy") or {}).values()):
        raise NotForOfficeError(ONLY_THE_RUNNER)
    _guard_words(asked.get("name"), asked.get("tags"))
    if asked.get("state") is not None:
        _guard_state(_fields(asked["state"]), ("SCHEDULED",))
    _guard_values(asked.get("parameters"))


def _guard_words(name: object, tags: object) -> None:
    """Let a run have a name that a list can show, and tags as short, and not many."""
    said = [] if tags is None else tags
    if not isinstance(said, list) or len(said) > _MOST_TAGS:
        raise NotForOfficeError(UNREADABLE)
    if any(len(str(word)) > _LONGEST_NAME for word in ("" if name is None else name, *said)):
        raise NotForOfficeError(TOO_LONG)


def _guard_values(values: object) -> None:
    waiting, left = [values], _MOST_VALUES
    while waiting:
        one, left = waiting.pop(), left - 1
        if left < 0:
            raise NotForOfficeError(TOO_LONG)
        if isinstance(one, dict):
            if one.get("__prefect_kind", "none") not in _PLAIN_VALUES:
                raise NotForOfficeError(ONLY_THE_RUNNER)
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)


def _guard_check(asked: Mapping[str, Any]) -> None:
    """Let a form be checked as it is filled in, by a schema such as our forms have: one that comes to an end soon."""
    _guard_only(asked, frozenset({"schema", "values"}))
    _guard_values(asked.get("values"))
    schema = _fields(asked.get("schema"))
    waiting, left = list[object]([schema]), _MOST_OF_SCHEMA
    while waiting:
        one, left = waiting.pop(), left - 1
        if left < 0:
            raise NotForOfficeError(TOO_LONG)
        if isinstance(one, list):
            waiting.extend(one)
        elif isinstance(one, dict):
            if one.keys() & _ENDLESS:
                raise NotForOfficeError(ONLY_THE_RUNNER)
            waiting.extend(one.values())
            if "$ref" in one:
                waiting.append(_referred(schema, one["$ref"]))


def _referred(schema: Mapping[str, Any], reference: object) -> object:
    """Return what a schema refers to within itself. Raise NotForOfficeError for anything else."""
    start, *names = str(reference).split("/")
    found: object = schema if start == "#" else None
    for name in names:
        found = found.get(name) if isinstance(found, dict) else None
    if found is None:
        raise NotForOfficeError(ONLY_THE_RUNNER)
    return found


_STATE = frozenset({"type", "name", "message", "state_details"})
_DETAILS = frozenset({"scheduled_time", "pause_reschedule", "deferred", "untrackable_result"})
"""What the UI tells of a state. Not its data: they name a file that whoever reads the result would load."""


def _guard_state(state: Mapping[str, Any], types: tuple[str, ...]) -> None:
    _guard_only(state, _STATE)
    _guard_only(_fields(state.get("state_details") or {}), _DETAILS)
    if state.get("type") not in types:
        raise NotForOfficeError(ONLY_THE_RUNNER)


def _guard_state_change(asked: Mapping[str, Any]) -> None:
    """Let a run be stopped, or run again; how it ended is the program's to say."""
    _guard_only(asked, frozenset({"state", "force"}))
    _guard_state(_fields(asked.get("state")), ("SCHEDULED", "CANCELLING", "CANCELLED"))


def _guard_switch(name: str) -> Guard:
    """Let one switch be set, and nothing beside it."""

    def guard(asked: Mapping[str, Any]) -> None:
        if asked.keys() != {name} or not isinstance(asked[name], bool):
            raise NotForOfficeError(ONLY_THE_RUNNER)

    return guard


def _guard_block_list(asked: Mapping[str, Any]) -> None:
    """Let blocks be listed, but not the passwords that they may hold."""
    if asked.get("include_secrets"):
        raise NotForOfficeError(ONLY_THE_RUNNER)


def _guard_nothing_said(asked: Mapping[str, Any]) -> None:
    _guard_only(asked, frozenset())


_GUARDED: Mapping[tuple[str, str], Guard] = {
    ("POST", "/block_documents/count"): _guard_block_list,
    ("POST", "/block_documents/filter"): _guard_block_list,
    ("POST", "/deployments/{}/create_flow_run"): _guard_run,
    ("POST", "/deployments/{}/pause_deployment"): _guard_nothing_said,
    ("POST", "/deployments/{}/resume_deployment"): _guard_nothing_said,
    ("PATCH", "/deployments/{}"): _guard_switch("paused"),
    ("PATCH", "/deployments/{}/schedules/{}"): _guard_switch("active"),
    ("POST", "/flow_runs/{}/set_state"): _guard_state_change,
    ("POST", "/flow_runs/{}/resume"): _guard_nothing_said,
    ("POST", "/ui/schemas/validate"): _guard_check,
}
"""What an office does, as far as its guard lets it: it starts a run, stops one, lets one go on, lets a schedule rest."""


OPEN: tuple[tuple[str, str, Guard | None], ...] = (
    *((method, address, None) for method, rows in _READS.items() for address in rows.split()),
    *((method, address, guard) for (method, address), guard in _GUARDED.items()),
)
"""The whole list: method, address (`{}` stands for one part of it) and guard."""


def _row(address: str) -> re.Pattern[str]:
    return re.compile(re.escape(address).replace(r"\{\}", "[^/]+"))


_rows = [(method, _row(address), guard) for method, address, guard in OPEN]
_looks = [(method, _row(address)) for method, address, guard in OPEN if guard in (None, _guard_block_list)]
