"""Artifacts in the Prefect UI: written where they changed, and the name of a run that tells its outcome."""

import json
import logging
from collections.abc import Awaitable, Callable, Iterable

from prefect import State, get_client
from prefect.artifacts import Artifact, MarkdownArtifact, TableArtifact
from prefect.client.schemas.filters import ArtifactCollectionFilter, ArtifactCollectionFilterKey
from prefect.context import FlowRunContext
from prefect.states import Failed
from prefect.utilities.urls import url_for

from flows.faults import sentence_of, speak
from flows.names import NOT_DONE
from flows.runs.artifact_pages import Picture

log = logging.getLogger("flows")
"""What is logged here is shown with the run, see PREFECT_LOGGING_EXTRA_LOGGERS; Prefect gives it no level of its own."""
log.setLevel(logging.INFO)

PAGE = 100
"""How many artifacts are read at a time."""


async def publish(pictures: Iterable[Picture]) -> int:
    """Write the artifacts whose content differs from what the UI shows, and return how many those were."""
    wanted = {picture.key: picture for picture in pictures}
    shown = await _shown(list(wanted))
    changed = [one for one in wanted.values() if one.key not in shown or not one.shows(shown[one.key])]
    async with get_client() as client:
        for picture in changed:
            await _artifact_of(picture).acreate(client)
    return len(changed)


def _artifact_of(picture: Picture) -> Artifact:
    key, said = picture.key, picture.description
    if picture.kind == "table":
        return TableArtifact(table=json.loads(picture.data), key=key, description=said)
    return MarkdownArtifact(markdown=picture.data, key=key, description=said)


async def _shown(keys: list[str]) -> dict[str, str]:
    """Return what the UI shows now, by key, as we would write it."""
    found: dict[str, str] = {}
    async with get_client() as client:
        for start in range(0, len(keys), PAGE):
            named = ArtifactCollectionFilter(key=ArtifactCollectionFilterKey(any_=keys[start : start + PAGE]))
            for artifact in await client.read_latest_artifacts(artifact_filter=named, limit=PAGE):
                rows = (
                    artifact.data if isinstance(artifact.data, str) else json.dumps(artifact.data, ensure_ascii=False)
                )
                found[artifact.key] = _as_written(rows) if artifact.type == "table" else rows
    return found


def _as_written(rows: str) -> str:
    return json.dumps(json.loads(rows), ensure_ascii=False)


def artifacts_of_run() -> str:
    """Return the address in the UI of what the present run has drawn; outside a run, or without a UI, it is empty."""
    context = FlowRunContext.get()
    run = None if context is None or context.flow_run is None else url_for("flow-run", context.flow_run.id)
    return f"{run}?tab=Artifacts" if run else ""


async def name_run(title: str) -> None:
    """Give the present run a name that tells its outcome."""
    context = FlowRunContext.get()
    if context is not None and context.flow_run is not None:
        async with get_client() as client:
            await client.update_flow_run(context.flow_run.id, name=title)


async def run_told(flow: str, work: Callable[[], Awaitable[State]]) -> State:
    """Return the state in which the work of the present run ends; where it does, the work has named the run.

    What raises names the run as one to look into. A fault that people can mend ends in a failed state that says it; any
    other goes on.
    """
    try:
        return await work()
    except Exception as error:
        await name_run(f"{flow}: chưa xong, xem nhật ký của lượt chạy")
        if not (words := speak(error)):
            raise
    log.error("%s", sentence_of(words))
    return Failed(name=NOT_DONE, message=sentence_of(words))
