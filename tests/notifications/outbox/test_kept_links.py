"""A link stands in the letter that leaves, and nowhere else: neither in the database nor in a file of the home."""

import re
from datetime import date
from pathlib import Path

from flows.acts.links import send_links
from models.audit.acts import BY_COMMAND, Person
from models.people.deputies import Naming, name_deputy
from notifications.links import ANSWER, JUDGE, fill_links, link_mark
from tests.homes.offices import letter_text, mailbox, round_on, small_office

MONDAY = date(2023, 6, 5)
LINK = re.compile(rb"(?:tra-loi|theo-doi|van-phong|bao-cao-thay)/[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{43}")
BINH = Person("Bình", "", BY_COMMAND)


def test_every_kind_of_letter_leaves_with_its_link_and_keeps_none(tmp_path: Path) -> None:
    with small_office(tmp_path, MONDAY) as office:
        naming = Naming("Phạm Văn Sơn", "Phó phòng", "son@x.example.vn", MONDAY, MONDAY)
        with office.database.write() as session:
            name_deputy(session, "so-y-te", naming, office.clock.now(), by=BINH, province="tinh-thu")
        round_on(office, MONDAY)
        send_links(office, "cong-an-tinh", office.clock.now(), by=BINH)
    sent = [letter_text(message) for message in mailbox(office)]
    kinds = [set(re.findall(r"(tra-loi|theo-doi|van-phong|bao-cao-thay)/", text)) for text in sent]
    assert set().union(*kinds) >= {"tra-loi", "theo-doi", "bao-cao-thay"}
    assert all("lien-ket.invalid" not in text for text in sent)
    kept = [path for path in office.home.path.rglob("*") if path.is_file() and path.parent != office.home.mailbox]
    assert any(path.name == "dondoc.db" and b"lien-ket.invalid" in path.read_bytes() for path in kept)
    assert [path for path in kept if LINK.search(path.read_bytes())] == []


def test_a_letter_is_filled_with_links_of_its_own_recipient_alone() -> None:
    marks = [
        link_mark(whose, MONDAY, purpose)
        for whose, purpose in (
            ("so-y-te", ANSWER),
            ("so-y-te/deputy", ANSWER),
            ("cong-an-tinh", JUDGE),
            ("so-y-te", "boss"),
        )
    ]
    body = "\n".join(f"[Mở]({mark})" for mark in marks)
    filled = fill_links(body, "so-y-te", lambda whose, on, purpose: f"http://x/{purpose}/{whose}/{on}")
    assert filled == body.replace(marks[0], "http://x/answer/so-y-te/2023-06-05", 1)
