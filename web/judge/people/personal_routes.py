"""The office's page of personal data: what is held about somebody, as a file, and the erasure of who has left."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import Depends, FastAPI
from starlette.responses import Response

from models.access.rights import Right
from models.agencies import province_and_code
from models.clock import Clock, in_zone
from models.people.erasures import lists_of
from models.people.grants import OwnOffice
from models.refusal import RefusedError
from notifications.contacts.directory import names_of
from notifications.personal_data import Asked, Lists, erase_person, give_out, meant
from reports.forms.person_file import pack_person
from web.door.desk import PageHome
from web.door.form_fields import FormError
from web.door.http_requests import READ, read_form_body
from web.door.kept_names import keep_name
from web.door.responses import SECURITY_HEADERS, UNCACHED
from web.door.trying import tried_again
from web.door.uploads import unreadable_form
from web.door.visits import Visit, back_to, guard_visit, office_visits
from web.judge.acting import home_plans, read_done, read_sealed_form
from web.judge.judge_page import RefusedForm

EXPORT, ERASE = "export-person", "erase-person"
"""The names of the forms."""
PAGE = "du-lieu-ca-nhan"
"""The page's part of the address, below the office's."""


def add_personal_routes(app: FastAPI, desk: PageHome, clock: Clock, machine: Clock) -> None:
    """Add the page behind the link of the home's own office; `machine` tells the time by which backups are dated."""
    personal, come_in = _PersonalDesk(desk, machine), office_visits(desk, clock)

    def come_from_office(visit: Annotated[Visit, Depends(come_in)]) -> Visit:
        guard_visit(visit, Right.LET_IN)
        desk.guard_own_office(visit.visitor)
        return visit

    @app.api_route(f"/van-phong/{{token}}/{PAGE}", methods=READ)
    def show_forms(visit: Annotated[Visit, Depends(come_from_office)]) -> Response:
        return personal.show(visit, RefusedForm())

    @app.post(f"/van-phong/{{token}}/{PAGE}")
    @tried_again
    def take_wish(
        visit: Annotated[Visit, Depends(come_from_office)], body: Annotated[bytes, Depends(read_form_body)]
    ) -> Response:
        return personal.take(visit, body)


class _PersonalDesk:
    """Gives out and erases what is held about a person; the functions are those of `dondoc people export` and `erase`."""

    def __init__(self, desk: PageHome, machine: Clock) -> None:
        self.desk, self.machine = desk, machine

    def show(self, visit: Visit, sent: RefusedForm) -> Response:
        """Return the page with its two forms."""
        with self.desk.database.read() as session:
            done = read_done(session, visit)
        page = self.desk.pages.render(
            "personal.html",
            422 if sent.errors else 200,
            agencies=self._agencies(visit),
            basis=self.desk.settings.personal_data_basis,
            done=done,
            sent=sent,
            kept=visit.kept,
            seal=self.desk.seal(visit.visitor.token),
            token=visit.visitor.token,
            today=visit.on,
        )
        self.desk.note_view(visit.visitor, "personal", visit.now)
        return page

    def take(self, visit: Visit, body: bytes) -> Response:
        """Return the file, or erase and lead back; or show the page with what is wrong and all that was typed."""
        fields = read_sealed_form(self.desk, visit, body)
        act = fields.get("act", "")
        if act not in (EXPORT, ERASE):
            raise unreadable_form()
        try:
            if act == EXPORT:
                return self._export(visit, fields)
            self._erase(visit, fields)
        except RefusedError as refused:
            errors = tuple(FormError(act, sentence) for sentence in refused.sentences)
            return self.show(visit, RefusedForm(act, fields, errors))
        return keep_name(self.desk, visit.visitor, visit.kept, fields, back_to(PAGE))

    def _export(self, visit: Visit, fields: Mapping[str, str]) -> Response:
        desk, own, asked = self.desk, self._own(visit), _asked(fields)
        by = visit.visitor.person(fields.get("name", ""), fields.get("post", ""))
        him = meant(desk.home, home_plans(self.desk, visit), asked, visit.on, own)
        with desk.database.write() as session:
            given = give_out(session, desk.home, him, asked, in_zone(visit.now), by=by, own=own)
        content = pack_person(given.title, given.told, given.parts)
        named = {"Content-Disposition": 'attachment; filename="du-lieu-ca-nhan.zip"'}
        return Response(content, headers=SECURITY_HEADERS | UNCACHED | named, media_type="application/zip")

    def _erase(self, visit: Visit, fields: Mapping[str, str]) -> None:
        if not fields.get("sure"):
            raise RefusedError("Xóa rồi không lấy lại được; hãy đánh dấu ô xác nhận.")
        desk, own = self.desk, self._own(visit)
        by = visit.visitor.person(fields.get("name", ""), fields.get("post", ""))
        him = meant(desk.home, home_plans(self.desk, visit), _asked(fields), visit.on, own)
        lists = Lists(lists_of(desk.home), self.machine.now())
        with desk.database.write_alone() as session:
            done = erase_person(session, desk.home, him, lists, visit.now, by=by, own=own)
            if not done.rows:
                raise RefusedError("Không có dữ liệu nào về người này; hãy xem lại họ tên, cơ quan, địa chỉ.")

    def _own(self, visit: Visit) -> OwnOffice:
        return OwnOffice(visit.visitor.province, visit.visitor.agency)

    def _agencies(self, visit: Visit) -> list[tuple[str, str]]:
        """Return the agencies of the home by the names under which it knows them, with their names."""
        named = []
        for name in names_of([loaded.register for loaded in home_plans(self.desk, visit)], visit.visitor.province):
            province, code = province_and_code(visit.visitor.province, name)
            named.append((name, visit.shelf.name_of(code, province, self.desk.plans)))
        return sorted(named, key=lambda one: one[1])


def _asked(fields: Mapping[str, str]) -> Asked:
    return Asked(*(fields.get(name, "") for name in ("their-name", "agency", "address", "phone")))
