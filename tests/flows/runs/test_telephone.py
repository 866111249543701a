"""An answer told by telephone: one act, whichever door it comes in by, and what comes of the form."""

import re
from datetime import date
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
from sqlmodel import select

from cli.__main__ import main
from flows.acts.open_home import load_plans
from flows.runs.forms import TelephoneForm, home_choices
from flows.runs.telephone_answer import record, take_answer
from flows.runs.told.received import ReceivedForm
from flows.runs.told.received import record as record_received
from models.answers.content import AnswerDraft
from models.answers.record import record_answers
from models.audit.acts import Person
from models.clock import in_zone
from models.refusal import RefusedError
from models.tables.answers import AnswerFigure, AnswerPart, Promise
from models.tables.core import Answer, CheckIn, Result
from tests.homes.offices import round_on, trial_office
from tests.homes.telling import make_home, opened

OCTOBER = date(2023, 10, 20)
"""Sở Y tế owes the yearly report with its outline, due 14/11/2023, and its share of the budget for that year."""
HEADINGS = ("Tình hình, kết quả triển khai thực hiện", "Khó khăn, vướng mắc", "Kiến nghị, đề xuất")
HOA = ("Nguyễn Thị Hòa", "Chánh Văn phòng")


def told(**fields: object) -> TelephoneForm:
    """Return the form as the UI sends it."""
    said = {"agency": "Sở Y tế (so-y-te)", "result": "Đang thực hiện", "text": "Đã họp.", "answered_by": HOA[0]}
    said["post"] = HOA[1]
    return TelephoneForm.model_validate(said | fields)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = make_home(tmp_path)
    monkeypatch.setenv("DONDOC_HOME", str(home))
    return home


def kept(home: Path) -> list[dict[str, Any]]:
    """Return all that is kept of the answers, their headings and figures, without the rows' own numbers and the way."""
    rows: list[dict[str, Any]] = []
    with opened(home) as office, office.database.read() as session:
        for check_in, answer in session.exec(
            select(CheckIn, Answer).where(CheckIn.id == Answer.check_in_id).order_by(CheckIn.ref)
        ):
            parts = session.exec(select(AnswerPart).where(AnswerPart.answer_id == answer.id)).all()
            figures = session.exec(select(AnswerFigure).where(AnswerFigure.answer_id == answer.id)).all()
            rows.append(
                answer.model_dump(exclude={"id", "check_in_id", "way"})
                | {"line": (check_in.ref, check_in.occurrence, check_in.holder, check_in.state)}
                | {"parts": sorted((part.place, part.heading, part.text) for part in parts)}
                | {"figures": [(figure.target, figure.measure, figure.value) for figure in figures]}
            )
    return rows


def test_three_doors_record_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ("Đã làm", "Thiếu người", "Bổ sung biên chế")
    homes = [make_home(tmp_path / name, OCTOBER) for name in ("page", "command", "form")]
    with opened(homes[0]) as office, office.database.write() as session:
        ids = {
            ref: session.exec(
                select(CheckIn.id).where(CheckIn.holder == "so-y-te", CheckIn.ref == ref, CheckIn.occurrence == "2023")
            ).one()
            for ref in ("III.4.2", "II.6.b")
        }
        now = office.clock.now()
        drafts = {
            ids["III.4.2"]: AnswerDraft(
                Result.IN_PROGRESS, 60, "Nội dung", "Khó", "Kiến nghị", parts=tuple(zip(HEADINGS, texts, strict=True))
            ),
            ids["II.6.b"]: AnswerDraft(Result.IN_PROGRESS, figures=(("I.1.b.6", "percent", "12.5"),)),
        }
        record_answers(session, drafts, "so-y-te", now, now, by=Person(*HOA, "page"), province="bac-giang")

    monkeypatch.setenv("DONDOC_HOME", str(homes[1]))
    who = ["--result", "dang-thuc-hien", "--by", HOA[0], "--post", HOA[1], "--period", "2023"]
    parts = [f"--part={heading}={text}" for heading, text in zip(HEADINGS, texts, strict=True)]
    words = ["--percent", "60", "--text", "Nội dung", "--difficulties", "Khó", "--proposals", "Kiến nghị"]
    assert main(["answer", "so-y-te", "III.4.2", *who, *words, *parts]) == 0
    assert main(["answer", "so-y-te", "II.6.b", *who, "--figure", "I.1.b.6=12,5"]) == 0

    record(
        homes[2],
        told(
            ref="III.4.2",
            period="năm 2023",
            percent=60,
            text="Nội dung",
            difficulties="Khó",
            proposals="Kiến nghị",
            parts=[f"{heading} = {text}" for heading, text in zip(HEADINGS, texts, strict=True)],
        ),
    )
    record(homes[2], told(ref="II.6.b", text="", period="2023", figures=["I.1.b.6 = 12,5%"]))

    page, command, form = (kept(home) for home in homes)
    assert len(page) == 2
    assert command == page
    assert form == page


def test_the_run_is_named_by_what_was_recorded_and_the_same_form_again_adds_nothing(home: Path) -> None:
    form = told(ref="II.1.a", period="2023-H1", percent=40)
    said = "Sở Y tế, nhiệm vụ II.1.a, kỳ 2023-H1: đang thực hiện, 40%"
    assert record(home, form) == said
    assert record(home, form) == f"{said} (đã ghi trước đó, không ghi thêm)"
    assert [answer["version"] for answer in kept(home)] == [1]


async def test_a_form_that_cannot_be_recorded_ends_failed_with_its_sentence(home: Path) -> None:
    good = await take_answer.fn(told(ref="II.1.a"))
    assert (good.name, good.message) == ("Completed", "Sở Y tế, nhiệm vụ II.1.a, kỳ 2023-H1: đang thực hiện")
    for fields, sentence in (
        ({"ref": "II.1.a"}, "muốn báo cáo lại thì ghi rõ kỳ"),
        ({"ref": "II.9"}, "Không có nhiệm vụ «II.9»"),
        ({"ref": "II.1.b", "result": "Vướng mắc"}, "cần ghi rõ khó khăn"),
        ({"ref": "II.1.b", "result": "Không thay đổi so với kỳ trước"}, "chưa có báo cáo kỳ trước"),
        ({"ref": "II.1.b", "result": "Chưa thực hiện", "percent": 100}, "không đi cùng tỷ lệ 100%"),
        ({"ref": "II.1.b", "text": ""}, "cần nội dung đã thực hiện"),
        ({"ref": "II.1.b", "parts": ["Tình hình"]}, "Đề mục «Tình hình» chưa đúng"),
        ({"ref": "II.1.b", "said_on": "2023-06-02"}, "còn trống"),
        ({"ref": "II.1.b", "document": "12/SYT"}, "chỉ dành cho báo cáo từ trước hôm nay"),
        ({"ref": "II.1.b", "agency": "so-y-tee"}, "(có phải «so-y-te» không?)"),
    ):
        state = await take_answer.fn(told(**fields))
        assert (state.name, sentence in str(state.message)) == ("Failed", True), state.message
    assert len(kept(home)) == 1


def test_an_earlier_day_is_recorded_with_its_paper_and_today_is_now(home: Path) -> None:
    record(home, told(ref="II.1.b", said_on="2023-06-05"))
    late = {"document": "12/SYT-VP", "recorder": "Lê Thị Lan", "reason": "Cơ quan gọi điện chiều thứ Sáu"}
    record(home, told(ref="II.1.a", said_on="2023-06-02", **late))
    assert [(one["line"], one["document"], f"{in_zone(one['happened_at']):%d/%m %H:%M}") for one in kept(home)] == [
        (("II.1.a", "2023-H1", "so-y-te", "answered"), "12/SYT-VP", "02/06 23:59"),
        (("II.1.b", "2023-H1", "so-y-te", "answered"), "", "05/06 08:00"),
    ]


def test_what_is_typed_is_kept_composed_and_letter_for_letter(home: Path) -> None:
    typed = normalize("NFD", " Đã tập huấn 3 lớp\x0bcho cán bộ ")
    record(home, told(ref=" ii.1.A ", text=typed, answered_by=normalize("NFD", "Nguyễn  Thị\nHòa")))
    (answer,) = kept(home)
    assert (answer["text"], answer["answered_by"]) == ("Đã tập huấn 3 lớp\ncho cán bộ", "Nguyễn Thị Hòa")


def test_what_nobody_can_read_is_refused_and_nothing_of_it_recorded(home: Path) -> None:
    for wrong in ({"text": "Đã tập\x00huấn"}, {"answered_by": "Nguy\x9fn Văn A"}, {"text": "a" + "\u0301\u0323" * 9}):
        with pytest.raises(RefusedError, match="có chỗ không đọc được"):
            record(home, told(**({"ref": "II.1.a", "text": "Đã tập huấn"} | wrong)))
    assert kept(home) == []


def test_a_clause_is_found_by_a_letter_that_looks_like_its_own(home: Path) -> None:
    record(home, told(ref="II.4.\u00f0", text="Đã xác định cấp độ"))
    assert [one["line"][0] for one in kept(home)] == ["II.4.đ"]


def test_nothing_changed_is_one_of_the_results(home: Path) -> None:
    record(home, told(ref="II.1.a", percent=40, text="Đã tập huấn"))
    with opened(home) as office:
        round_on(office, OCTOBER)
    assert record(home, told(ref="II.1.a", result="Không thay đổi so với kỳ trước")) == (
        "Sở Y tế, nhiệm vụ II.1.a, kỳ 2023-H2: đang thực hiện, 40%"
    )
    assert [(answer["text"], answer["unchanged"]) for answer in kept(home)] == [
        ("Đã tập huấn", False),
        ("Đã tập huấn", True),
    ]


def test_agencies_of_another_province_are_chosen_and_found_by_their_own_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DONDOC_PLANS", "bac-giang,lao-cai")
    june = date(2024, 6, 10)
    with trial_office(tmp_path, june) as office:
        round_on(office, june)
        home, plans = office.home.path, load_plans(office)
        choices = home_choices(plans, june)
    assert "Công an tỉnh (cong-an-tinh)" in choices
    other = next(one for one in choices if one.endswith("(lao-cai:cong-an-tinh)"))
    assert other == "Công an tỉnh, tỉnh Lào Cai (lao-cai:cong-an-tinh)"
    minutes = {"agency": other, "ref": "2.1", "period": "2023-12"}
    meeting = ["Địa điểm = Trụ sở Công an tỉnh", "Thành phần dự họp = Lãnh đạo hai cơ quan"]
    for parts, sentence in (
        (meeting, "Báo cáo cần ghi nội dung đề mục «Ngày họp»"),
        (["Ngày họp = hôm qua", *meeting], "Đề mục «Ngày họp»: "),
    ):
        with pytest.raises(RefusedError, match=re.escape(sentence)):
            record(home, told(**minutes, parts=parts))
    assert record(home, told(**minutes, parts=["Ngày họp = 20/12/2023", *meeting])) == (
        "Công an tỉnh, nhiệm vụ 2.1, kỳ 2023-12: đang thực hiện"
    )
    (answer,) = kept(home)
    assert answer["line"] == ("2.1", "2023-12", "cong-an-tinh", "answered")
    assert answer["parts"] == [
        (1, "Ngày họp", "20/12/2023"),
        (2, "Địa điểm", "Trụ sở Công an tỉnh"),
        (3, "Thành phần dự họp", "Lãnh đạo hai cơ quan"),
    ]


def test_the_form_records_what_is_told_before_the_answer(home: Path) -> None:
    said = {"agency": "Sở Y tế (so-y-te)", "told_by": HOA[0], "phone": "0204 3855 123", "recorder": "Bình"}
    assert record_received(home, ReceivedForm.model_validate(said)) == "Sở Y tế đã nhận: 13 báo cáo"
    one = ReceivedForm.model_validate(said | {"ref": "II.1.a", "promised_on": "2023-06-09"})
    assert record_received(home, one) == "Sở Y tế hẹn gửi ngày 09/6/2023: nhiệm vụ II.1.a, kỳ 2023-H1"
    with pytest.raises(RefusedError, match="là ngày nghỉ"):
        record_received(home, ReceivedForm.model_validate(said | {"promised_on": "2023-06-11"}))
    with opened(home) as office, office.database.read() as session:
        (promise,) = session.exec(select(Promise)).all()
        assert (promise.told_by, promise.way) == (HOA[0], "telephone")
