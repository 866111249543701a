"""Agencies that answer one half-year after the other, and what their page and the database then say."""

import html
import re

from models.answers.record import AnswerDraft, record_answers
from models.audit.acts import Person
from models.tables.core import Answer
from tests.homes.pages.answering import AnswerOffice
from tests.homes.pages.visitor import HEALTH

HOA = Person("Nguyễn Thị Hòa", "Chánh Văn phòng Sở", "page")
FIRST, SECOND, THIRD = "II.1.a", "II.1.b", "II.4.b"


def answer(office: AnswerOffice, ref: str, draft: AnswerDraft, period: str = "2023-H1", by: Person = HOA) -> int:
    line, at = office.check_in(ref, period=period), office.clock.now()
    with office.database.write() as session:
        record_answers(session, {line: draft}, HEALTH, at, at, by=by, province="bac-giang")
    return line


def second_half(office: AnswerOffice, *refs: str) -> list[int]:
    return [office.check_in(ref, period="2023-H2") for ref in refs]


def said(answers: list[Answer]) -> list[tuple[int, str, int | None, str, bool]]:
    return [(a.check_in_id, str(a.result), a.percent, a.text, a.unchanged) for a in answers]


def card(page: str, line: int) -> str:
    """Return the part of a page that shows one line."""
    start = page.index(f'id="line-{line}"')
    rest = page[start:]
    return rest[
        : next((found.start() for found in re.finditer(r'<div class="line |<section class="person"', rest)), None)
    ]


def plain(markup: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", markup)).split())
