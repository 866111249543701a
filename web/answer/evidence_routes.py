"""Evidence is given out as a download only: to who may read it by the link he came with, and never shown in a page."""

import re
from collections.abc import Callable
from typing import Annotated
from urllib.parse import quote

from fastapi import Depends, FastAPI
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response

from models.answers.evidence import file_of, find_evidence
from models.answers.owed_index import held_of_plan
from models.answers.roll_ups import drawn_on
from models.clock import Clock
from models.sent_files.names import plain_name
from models.tables.core import CheckIn
from notifications.links import ANSWER
from web.door.desk import PageHome
from web.door.http_requests import READ
from web.door.responses import SECURITY_HEADERS, UNCACHED
from web.door.visits import Visit, visits

_NUMBER = re.compile(r"[0-9]{1,9}")


def add_evidence_routes(app: FastAPI, desk: PageHome, clock: Clock) -> None:
    """Add the download of evidence behind an agency's own link."""
    come_in = visits(desk, clock, ANSWER)

    @app.api_route("/tra-loi/{token}/minh-chung/{evidence}", methods=READ)
    def give_evidence(visit: Annotated[Visit, Depends(come_in)], evidence: str) -> Response:
        number = int(evidence) if _NUMBER.fullmatch(evidence) else 0
        with desk.database.read() as session:
            found = find_evidence(session, number)
        if found is not None and not found[0].version and found[0].agency != visit.visitor.agency:
            # What waits for its answer is its own writer's, whoever holds the line now.
            raise HTTPException(404)
        response = evidence_response(desk, number, lambda check_in: _may_read(desk, visit, check_in))
        desk.note_view(visit.visitor, f"file {number}", visit.now)
        return response


def _may_read(desk: PageHome, visit: Visit, check_in: CheckIn) -> bool:
    """Tell whether an agency may read a check-in's evidence: it holds it, or sums it up or confirms it now."""
    visitor = visit.visitor
    if check_in.province != visitor.province:
        return False
    if check_in.holder == visitor.agency:
        return True
    loaded = visit.shelf.plan(check_in.plan)
    if loaded is None:
        return False
    with desk.database.read() as session:
        held = held_of_plan(session, visitor.agency, visit.on, check_in.plan, province=visitor.province)
        drawn = drawn_on(session, {check_in.plan: loaded}, held)
        return any(one.id == check_in.id for found in drawn.values() for one in found)


def evidence_response(desk: PageHome, evidence_id: int, may_read: Callable[[CheckIn], bool]) -> Response:
    """Return a file of evidence as a download.

    Raise HTTPException 404 for one that is not there, was taken back, or belongs to a check-in that `may_read` denies:
    none is told from another.
    """
    with desk.database.read() as session:
        found = find_evidence(session, evidence_id)
    if found is None or not may_read(found[1]):
        raise HTTPException(404)
    evidence, _ = found
    file = file_of(desk.home.evidence, evidence)
    if not file.is_file():
        raise HTTPException(404)
    headers = {
        **SECURITY_HEADERS,
        **UNCACHED,
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Content-Disposition": f"attachment; filename=\"{plain_name(evidence.name)}\"; filename*=UTF-8''{quote(evidence.name, safe='')}",
    }
    return FileResponse(file, headers=headers, media_type=evidence.kind)
