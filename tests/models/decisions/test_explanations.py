"""Explanations: why an agency is late, once it is."""

from datetime import date, time

from models.database import Session
from models.decisions.explanations import explain_lateness, explanations_of
from models.decisions.extensions import (
    ask_extension,
)
from models.tables.decisions import Extension, Ruling
from tests.homes.judged_plan import (
    DUE,
    HEALTH,
    HOA,
    JUSTICE,
    PLANS,
    PROVINCE,
    Line,
    at,
    june,
    line,
    refuses,
)


def explain(session: Session, one: Line, on: date, reason: str = "Chờ số liệu của các xã", agency: str = "") -> int:
    holder = agency or one.now.holder
    given = explain_lateness(session, one.check_in_id, holder, reason, at(on), by=HOA, province=PROVINCE)
    return given.number


def test_it_is_asked_up_to_the_last_moment_and_afterwards_an_explanation_takes_its_place(session: Session) -> None:
    one, other = line(session, "I.1"), line(session, "I.3")

    def ask(line: Line, day: int, clock: time) -> Extension:
        moment = at(june(day), clock)
        return ask_extension(
            session, PLANS, line.check_in_id, HEALTH, june(20), "Bận", moment, by=HOA, province=PROVINCE
        )

    assert ask(one, 14, time(23, 59, 59)).ruling == Ruling.WAITING
    refuses(session, lambda: ask(other, 15, time(0)), "hãy gửi giải trình chậm")


def test_lateness_is_explained_once_it_is_there_also_after_a_late_answer(session: Session) -> None:
    owed, late, punctual = line(session, "I.1"), line(session, "I.3"), line(session, "I.4")
    punctual.answer(DUE)
    for one in (owed, punctual):
        refuses(session, lambda one=one: explain(session, one, DUE), "không chậm nên không cần giải trình")  # type: ignore[misc]  # a value bound early
    late.answer(june(15))
    assert [explain(session, one, june(15)) for one in (owed, late)] == [1, 1]
    late.accept(june(16))
    assert explain(session, late, june(16), "Thêm: mất điện 02 ngày") == 2
    assert explain(session, late, june(16), "Thêm:  mất điện 02 ngày".replace("  ", " ")) == 2
    refuses(session, lambda: explain(session, punctual, june(30)), "không chậm nên không cần giải trình")
    refuses(session, lambda: explain(session, owed, june(16), agency=JUSTICE), "không thuộc cơ quan này")
    refuses(session, lambda: explain(session, owed, june(16), " "), "Giải trình còn trống")
    told = explanations_of(session, [late.check_in_id, owed.check_in_id])
    assert [one.reason for one in told[late.check_in_id]] == ["Chờ số liệu của các xã", "Thêm: mất điện 02 ngày"]
    assert owed.now.due_on == DUE


def test_a_returned_line_is_explained_when_its_first_answer_or_the_new_one_is_late(session: Session) -> None:
    first_late, again_late = line(session, "I.1"), line(session, "I.3")
    first_late.answer(june(16))
    again_late.answer(june(9))
    for one in (first_late, again_late):
        one.give_back(june(16), june(21))
    assert explain(session, first_late, june(19)) == 1
    refuses(session, lambda: explain(session, again_late, june(21)), "không chậm nên không cần giải trình")
    assert explain(session, again_late, june(22)) == 1
