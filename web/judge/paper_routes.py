"""The office's page of dunning letters on paper: which were printed, and the press that says under which number each was sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Depends, FastAPI
from starlette.responses import Response

from models.audit.acts import guard_person
from models.clock import Clock
from models.outbox.paper_letters import printed_letters, record_sent
from models.refusal import RefusedError
from models.tables.paper import PaperLetter
from plan.texts.written import format_day
from web.door.desk import PageHome
from web.door.form_fields import FormError
from web.door.http_requests import READ, read_form_body
from web.door.kept_names import keep_name
from web.door.trying import tried_again
from web.door.uploads import unreadable_form
from web.door.visits import Visit, back_to, office_visits
from web.judge.acting import plans_of, read_done, read_sealed_form, scene_of
from web.judge.judge_page import JudgeContext, RefusedForm
from web.judge.judging import read_day
from web.judge.office_acts import NO_DAY

PAPERS = "papers"
"""The name of the form."""
PAGE = "cong-van"
"""The page's part of the address, below the office's."""
MOST_SHOWN = 100
"""How many of the letters that were sent the page lists."""


@dataclass(frozen=True)
class PaperView:
    """A printed letter on the page: whose it is, about how much, and what was typed of its number and day."""

    id: int
    agency: str
    printed_on: date
    answer_by: date
    count: int
    symbol: str
    sent: str
    errors: tuple[str, ...] = ()


def add_paper_routes(app: FastAPI, desk: PageHome, clock: Clock) -> None:
    """Add the page behind the link of a province's office."""
    papers, come_from_office = _PaperDesk(desk), office_visits(desk, clock)

    @app.api_route(f"/van-phong/{{token}}/{PAGE}", methods=READ)
    def show_papers(visit: Annotated[Visit, Depends(come_from_office)]) -> Response:
        return papers.show(visit)

    @app.post(f"/van-phong/{{token}}/{PAGE}")
    @tried_again
    def take_numbers(
        visit: Annotated[Visit, Depends(come_from_office)], body: Annotated[bytes, Depends(read_form_body)]
    ) -> Response:
        return papers.take(visit, body)


class _PaperDesk:
    """Shows a province's office its printed letters, and records their numbers."""

    def __init__(self, desk: PageHome) -> None:
        self.desk = desk

    def show(self, visit: Visit) -> Response:
        """Return the page as it stands."""
        page = self._page(visit, RefusedForm())
        self.desk.note_view(visit.visitor, "page", visit.now)
        return page

    def take(self, visit: Visit, body: bytes) -> Response:
        """Record the numbers that one form says, all or none, and lead back; or show the page with what is wrong."""
        fields = read_sealed_form(self.desk, visit, body)
        if fields.get("act", "") != PAPERS:
            raise unreadable_form()
        if errors := self._record(visit, fields):
            return self._page(visit, RefusedForm(PAPERS, fields, errors))
        return keep_name(self.desk, visit.visitor, visit.kept, fields, back_to(PAGE))

    def _record(self, visit: Visit, fields: Mapping[str, str]) -> tuple[FormError, ...]:
        desk, visitor = self.desk, visit.visitor
        plans, by = plans_of(desk, visitor.province), visitor.person(fields.get("name", ""), fields.get("post", ""))
        errors: list[FormError] = []
        place = PAPERS
        try:
            with desk.database.write_alone() as session:
                waiting = [one.id for one, _ in printed_letters(session, visitor.province, waiting=True)]
                chosen = [number for number in waiting if fields.get(f"symbol-{number}", "").strip()]
                days = {number: read_day(fields.get(f"sent-{number}", "")) for number in chosen}
                errors += [
                    FormError(f"paper-{number}", f"Ngày gửi {NO_DAY}") for number, day in days.items() if day is None
                ]
                if not chosen:
                    errors.append(FormError(PAPERS, "Chưa ghi số cho công văn nào; hãy ghi cho ít nhất một công văn."))
                if errors:
                    return tuple(errors)
                place = f"name-{PAPERS}"
                guard_person(by)
                for number in chosen:
                    place, day = f"paper-{number}", days[number] or visit.on
                    symbol = fields[f"symbol-{number}"]
                    record_sent(session, plans, number, symbol, day, visitor.agency, visit.now, by=by)
        except RefusedError as refused:
            errors.append(FormError(place, str(refused)))
        return tuple(errors)

    def _page(self, visit: Visit, sent: RefusedForm) -> Response:
        desk, province = self.desk, visit.visitor.province
        with desk.database.read() as session:
            scene = scene_of(desk, visit, session, sent)
            waiting = [paper_view(one, count, scene) for one, count in printed_letters(session, province, waiting=True)]
            gone = [paper_view(one, count, scene) for one, count in printed_letters(session, province, waiting=False)]
            done = read_done(session, visit)
        return desk.pages.render(
            "papers.html",
            422 if sent.errors else 200,
            office=scene.party(visit.visitor.agency),
            waiting=waiting,
            gone=gone[:MOST_SHOWN],
            rest=max(0, len(gone) - MOST_SHOWN),
            sent=sent,
            done=done,
            kept=visit.kept,
            seal=desk.seal(visit.visitor.token),
            token=visit.visitor.token,
            today=visit.on,
        )


def paper_view(letter: PaperLetter, count: int, scene: JudgeContext) -> PaperView:
    """Return a printed letter as the office reads it."""
    number, sent = letter.id, scene.sent.of(PAPERS)
    return PaperView(
        id=number,
        agency=scene.party(letter.agency),
        printed_on=letter.printed_on,
        answer_by=letter.answer_by,
        count=count,
        symbol=letter.symbol or sent.typed(f"symbol-{number}"),
        sent=format_day(letter.sent_on) if letter.sent_on else sent.typed(f"sent-{number}", format_day(scene.on)),
        errors=sent.errors_at(f"paper-{number}"),
    )
