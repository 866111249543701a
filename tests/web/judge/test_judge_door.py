"""Who comes in by a judge's link, what he is given, and what of it is written down."""

import io
import re

from models.answers.evidence import add_evidence, keep_file
from models.audit.views import views_between
from models.tables.core import State
from notifications.links import ANSWER, JUDGE, link_key, sign_link
from tests.homes.pages.desks import (
    HOA,
    LAM,
    MEDIA,
    POLICE,
    PROVINCIAL_OFFICE,
    Desks,
)
from tests.homes.pages.visitor import HEALTH, LAST_DAY, MONDAY
from tests.homes.sample_files import PDF


def test_nobody_judges_what_is_not_its_own_to_judge(desks: Desks) -> None:
    line, own = desks.answer("II.1.a"), desks.answer("II.1.c", agency=POLICE)
    form = desks.form(desks.judge(), **LAM, **{f"verdict_{line}": "accept"})
    for agency in (HEALTH, MEDIA, PROVINCIAL_OFFICE, "lao-cai:cong-an-tinh", "khong-co"):
        address = desks.judge(agency)
        stolen = form | {"seal": desks.seal(address)}
        assert desks.send(address, stolen).status_code == 422
    swapped = form | {f"verdict-{line}": "", f"verdict-{own}": "accept", f"seen-{own}": "1"}
    assert desks.send(desks.judge(), swapped).status_code == 422
    for number in ("0", "999999999", "9" * 18, "9" * 40, "-1", "٤"):
        foreign = form | {f"verdict-{line}": "", f"verdict-{number}": "accept", f"seen-{number}": "1"}
        assert desks.send(desks.judge(), foreign).status_code == 422
    assert not desks.verdicts()


def test_links_of_other_purposes_and_forms_from_elsewhere_are_refused(desks: Desks) -> None:
    line = desks.answer("II.1.a")
    form = desks.form(desks.judge(), **LAM, **{f"verdict_{line}": "accept"})
    key = link_key(desks.home)
    for address in (
        "/theo-doi/" + sign_link(key, POLICE, ANSWER, LAST_DAY),
        "/theo-doi/" + sign_link(b"x" * 40, POLICE, JUDGE, LAST_DAY),
        "/theo-doi/" + desks.office().rpartition("/")[2],
        desks.judge()[:-1],
        "/tra-loi/" + desks.judge().rpartition("/")[2],
    ):
        assert desks.browser.get(address).status_code == 403
        assert desks.send(address, form).status_code == 403
    for sent in (
        desks.send(desks.judge(), form | {"seal": "dấu giả"}),
        desks.send(desks.judge(), form | {"seal": desks.seal(desks.judge(HEALTH))}),
        desks.send(desks.judge(), form, origin="https://evil.example"),
        desks.send(desks.judge(), form, sec_fetch_site="cross-site"),
    ):
        assert sent.status_code == 403
    for act in ("", "drafts", "ownerless", "x" * 2_000):
        assert desks.send(desks.judge(), form | {"act": act}).status_code == 400
    assert desks.send(desks.judge(), form, content_type="application/json").status_code == 415
    assert not desks.verdicts()


def test_evidence_is_given_to_who_judges_it_and_to_nobody_else(desks: Desks) -> None:
    line, waiting = desks.check_in("II.1.a"), desks.check_in("II.1.b")
    numbers = []
    with desks.database.write() as session:
        for check_in in (line, waiting):
            kept = keep_file(desks.home.evidence, io.BytesIO(PDF), "Biên bản.pdf")
            added = add_evidence(session, check_in, HEALTH, kept, desks.clock.now(), by=HOA, province="bac-giang")
            numbers.append(added.id)
    desks.answer("II.1.a")
    given, held_back = numbers
    page = desks.browser.get(desks.judge())
    assert f"/minh-chung/{given}" in page.text
    file = desks.browser.get(f"{desks.judge()}/minh-chung/{given}")
    assert (file.status_code, file.content) == (200, PDF)
    assert file.headers["content-disposition"].startswith("attachment")
    for address in (
        f"{desks.judge()}/minh-chung/{held_back}",
        f"{desks.judge(HEALTH)}/minh-chung/{given}",
        f"{desks.judge(MEDIA)}/minh-chung/{given}",
        f"{desks.judge('lao-cai:cong-an-tinh')}/minh-chung/{given}",
        f"{desks.office()}/minh-chung/{given}",
        f"{desks.judge()}/minh-chung/{'9' * 30}",
        f"{desks.judge()}/minh-chung/..%2fx",
    ):
        assert desks.browser.get(address).status_code == 404


def test_views_and_acts_leave_their_trail(desks: Desks) -> None:
    line = desks.answer("II.1.a")
    desks.send(desks.judge(), desks.form(desks.judge(), **LAM, **{f"verdict_{line}": "accept"}))
    [act] = desks.acts("accept")
    assert (act.agency, act.check_in_id, act.name, act.post, act.way) == (POLICE, line, *LAM.values(), "page")
    assert act.link
    assert act.link not in desks.judge()
    views = list(views_between(desks.home, MONDAY, MONDAY))
    assert {(one.recipient, one.purpose, one.what, one.link) for one in views} == {(POLICE, JUDGE, "page", act.link)}


def test_a_program_that_presses_every_button_judges_nothing(desks: Desks) -> None:
    first, second = desks.answer("II.1.a"), desks.answer("II.1.b")
    desks.send(desks.judge(), desks.form(desks.judge(), **LAM, **{f"verdict_{first}": "accept"}))
    before, page = desks.counts(), desks.browser.get(desks.judge()).text
    buttons = re.findall(r'<button[^>]* name="([^"]+)" value="([^"]+)"', page)
    assert len(buttons) > 1
    for name, value in buttons:
        desks.send(desks.judge(), desks.form(desks.judge()) | {name: value})
    assert desks.counts() == before
    assert desks.state(second) == State.ANSWERED
