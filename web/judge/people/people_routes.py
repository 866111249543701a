"""The office's page of people who are let in under their own name: who is, the form that lets one in, the press that ends it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, FastAPI
from starlette.responses import Response

from models.access.rights import ACCESS_WORDS, GIVEN, Right
from models.agencies import name_in_home, province_and_code
from models.clock import Clock, in_zone
from models.people.grants import (
    BY_SETTINGS,
    LetIn,
    OwnOffice,
    end_access,
    grants_in_force,
    guard_tracker,
    let_in,
    person_of,
)
from models.refusal import RefusedError
from models.tables.people import Access, AccessGrant
from notifications.contacts.directory import names_of
from plan.across.trackers import trackers_among
from plan.texts.written import format_moment
from web.door.desk import PageHome
from web.door.form_fields import FormError
from web.door.http_requests import READ, read_form_body
from web.door.kept_names import keep_name
from web.door.trying import tried_again
from web.door.uploads import unreadable_form
from web.door.visits import Visit, back_to, guard_visit, office_visits
from web.judge.acting import home_plans, read_done, read_sealed_form
from web.judge.judge_page import RefusedForm
from web.words.words import person_words

LET, END = "let-in", "end-access"
"""The names of the forms."""
PAGE = "nguoi-duoc-cap-quyen"
"""The page's part of the address, below the office's."""


@dataclass(frozen=True)
class PersonView:
    """Somebody who is let in, in words; `is_chosen` where his access is to be ended."""

    code: str
    who: str
    access: str
    agency: str
    fields: str
    since: str
    is_settings: bool
    is_chosen: bool


def add_people_routes(app: FastAPI, desk: PageHome, clock: Clock) -> None:
    """Add the page behind the link of the home's own office."""
    people, come_in = _PeopleDesk(desk), office_visits(desk, clock)

    def come_from_office(visit: Annotated[Visit, Depends(come_in)]) -> Visit:
        guard_visit(visit, Right.LET_IN)
        desk.guard_own_office(visit.visitor)
        return visit

    @app.api_route(f"/van-phong/{{token}}/{PAGE}", methods=READ)
    def show_people(visit: Annotated[Visit, Depends(come_from_office)]) -> Response:
        return people.show(visit, RefusedForm())

    @app.post(f"/van-phong/{{token}}/{PAGE}")
    @tried_again
    def take_people(
        visit: Annotated[Visit, Depends(come_from_office)], body: Annotated[bytes, Depends(read_form_body)]
    ) -> Response:
        return people.take(visit, body)


class _PeopleDesk:
    """Shows the office who is let in, lets people in, and ends it."""

    def __init__(self, desk: PageHome) -> None:
        self.desk = desk

    def show(self, visit: Visit, sent: RefusedForm) -> Response:
        """Return the page as it stands."""
        page = self._page(visit, sent)
        self.desk.note_view(visit.visitor, "people", visit.now)
        return page

    def take(self, visit: Visit, body: bytes) -> Response:
        """Let a person in or end it, and lead back; or show the page with what is wrong and all that was typed."""
        fields = read_sealed_form(self.desk, visit, body)
        act = fields.get("act", "")
        do = {LET: self._let_in, END: self._end}.get(act)
        if do is None:
            raise unreadable_form()
        try:
            do(visit, fields)
        except RefusedError as refused:
            errors = tuple(FormError(act, sentence) for sentence in refused.sentences)
            return self._page(visit, RefusedForm(act, fields, errors))
        return keep_name(self.desk, visit.visitor, visit.kept, fields, back_to(PAGE))

    def _let_in(self, visit: Visit, fields: Mapping[str, str]) -> None:
        given = GIVEN.get(fields.get("access", ""))
        if given is None:
            raise RefusedError("Chưa chọn quyền; hãy chọn một quyền trong danh sách.")
        wanted = tuple(one for part in fields.get("fields", "").split(",") if (one := part.strip()))
        agency = fields.get("agency", "") if given == Access.TRACKER else ""
        person = LetIn(
            fields.get("code", "").strip(),
            given,
            fields.get("their-name", ""),
            fields.get("their-post", ""),
            fields.get("address", ""),
            agency,
            wanted,
        )
        own = self._own(visit)
        guard_tracker(person, trackers_among(home_plans(self.desk, visit), visit.on), own)
        by = visit.visitor.person(fields.get("name", ""), fields.get("post", ""))
        with self.desk.database.write_alone() as session:
            let_in(session, person, visit.now, by=by, own=own)

    def _end(self, visit: Visit, fields: Mapping[str, str]) -> None:
        by = visit.visitor.person(fields.get("name", ""), fields.get("post", ""))
        with self.desk.database.write_alone() as session:
            chosen = [one.code for one in grants_in_force(session) if fields.get(f"code-{one.code}")]
            if not chosen:
                raise RefusedError("Chưa chọn người nào; hãy đánh dấu ít nhất một người.")
            for code in chosen:
                end_access(session, code, fields.get("reason", ""), visit.now, by=by, own=self._own(visit))

    def _own(self, visit: Visit) -> OwnOffice:
        taken = names_of([loaded.register for loaded in home_plans(self.desk, visit)], visit.visitor.province)
        return OwnOffice(visit.visitor.province, visit.visitor.agency, frozenset(taken))

    def _trackers(self, visit: Visit) -> list[tuple[str, str]]:
        """Return the agencies that follow up today, by their names in the home, with what they are called."""
        shelf, own = visit.shelf, visit.visitor.province
        return sorted(
            (name_in_home(own, province, code), shelf.name_of(code, province, self.desk.plans))
            for province, code in trackers_among(home_plans(self.desk, visit), visit.on)
        )

    def _view(self, visit: Visit, grant: AccessGrant, sent: RefusedForm) -> PersonView:
        person = person_of(grant)
        province, agency = province_and_code(visit.visitor.province, person.agency)
        return PersonView(
            code=grant.code,
            who=person_words(person.name, person.post),
            access=ACCESS_WORDS[person.access],
            agency=visit.shelf.name_of(agency, province, self.desk.plans) if agency else "",
            fields=", ".join(person.fields),
            since=format_moment(in_zone(grant.given_at)),
            is_settings=grant.source == BY_SETTINGS,
            is_chosen=bool(sent.of(END).typed(f"code-{grant.code}")),
        )

    def _page(self, visit: Visit, sent: RefusedForm) -> Response:
        desk = self.desk
        with desk.database.read() as session:
            people = [self._view(visit, grant, sent) for grant in grants_in_force(session)]
            done = read_done(session, visit)
        return desk.pages.render(
            "people.html",
            422 if sent.errors else 200,
            people=people,
            given=[(code, ACCESS_WORDS[access]) for code, access in GIVEN.items()],
            trackers=self._trackers(visit),
            sent=sent,
            done=done,
            kept=visit.kept,
            seal=desk.seal(visit.visitor.token),
            token=visit.visitor.token,
            today=visit.on,
        )
