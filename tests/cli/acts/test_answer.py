"""The command `dondoc answer`, as a clerk types it on the telephone, and what the database then holds."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import select

from models.answers.drafts import drafts_of, save_draft
from models.audit.acts import Person
from models.clock import day_of
from models.database import Session
from models.tables.answers import AnswerFigure, AnswerPart, Evidence
from models.tables.core import Answer, CheckIn, Record
from models.tables.decisions import Act
from tests.homes.offices import morning, round_on
from tests.homes.sample_files import PDF
from tests.homes.telling import MONDAY, done, make_home, opened, run

TOLD = "answer so-y-te II.1.a --result dang-thuc-hien --text 'Đã họp' --by 'Nguyễn Thị Hòa' --post 'Chánh Văn phòng'"
LATE = "--document '12/SYT-VP' --recorder 'Lê Thị Lan' --reason 'Cơ quan gọi điện chiều thứ Sáu'"


@pytest.fixture(scope="module")
def monday(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_home(tmp_path_factory.mktemp("monday"))


@pytest.fixture(autouse=True)
def home(monday: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "home"
    shutil.copytree(monday, home)
    monkeypatch.setenv("DONDOC_HOME", str(home))
    return home


def all_of(home: Path, table: type[Record]) -> list[dict[str, object]]:
    with opened(home) as office, office.database.read() as session:
        return [row.model_dump() for row in session.exec(select(table)).all()]


def answered(home: Path) -> list[tuple[str, str, int, str, str, str]]:
    """Return the answers by their check-in's ref: result, version, way, who and in what post."""
    with opened(home) as office, office.database.read() as session:
        rows = session.exec(select(CheckIn, Answer).where(CheckIn.id == Answer.check_in_id)).all()
        return [(c.ref, a.result, a.version, a.way, a.answered_by, a.post) for c, a in rows]


def test_an_answer_told_by_telephone_is_recorded_under_the_name_of_who_told_it(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = done(capsys, f"{TOLD} --percent 40 --text 'Đã tập huấn 3 lớp'")
    assert out == (
        "Đã ghi báo cáo của Sở Y tế, nhiệm vụ II.1.a, kỳ 2023-H1 (6 tháng đầu năm 2023, hạn 14/6/2023): "
        "đang thực hiện, 40%.\n"
    )
    assert answered(home) == [("II.1.a", "in_progress", 1, "telephone", "Nguyễn Thị Hòa", "Chánh Văn phòng")]
    (answer,) = all_of(home, Answer)
    assert (answer["percent"], answer["text"], answer["recorded_by"]) == (40, "Đã tập huấn 3 lớp", "")
    assert answer_acts(home) == [("so-y-te", "Nguyễn Thị Hòa", "telephone", "Văn phòng")]
    done(capsys, f"{TOLD} --period 2023-H1 --recorder ' Lê Thị  Lan' --text 'Thêm một lớp'")
    assert answer_acts(home)[1:] == [("so-y-te", "Nguyễn Thị Hòa", "telephone", "Lê Thị Lan")]


def answer_acts(home: Path) -> list[tuple[object, ...]]:
    """Return who answered, by which way, and who wrote it down."""
    return [
        (act["agency"], act["name"], act["way"], act["recorder"])
        for act in all_of(home, Act)
        if act["kind"] == "answer"
    ]


def test_with_the_agency_alone_it_tells_what_is_owed_and_what_each_answer_is_asked_to_hold(
    capsys: pytest.CaptureFixture[str],
) -> None:
    lines = done(capsys, "answer so-y-te").splitlines()
    assert lines[0].startswith("II.1.a kỳ 2023-H1 (6 tháng đầu năm 2023, hạn 14/6/2023): chưa báo cáo; ")
    figures = lines.index(next(line for line in lines if line.startswith("  số liệu (--figure): I.1.b.6 ")))
    assert lines[figures - 1].startswith("II.6.b kỳ 2022 ")
    assert lines[-1] == "Sở Y tế: 13 báo cáo chưa gửi, 0 báo cáo chờ xác nhận."
    done(capsys, TOLD)
    assert done(capsys, "answer so-y-te").splitlines()[-1] == ("Sở Y tế: 12 báo cáo chưa gửi, 1 báo cáo chờ xác nhận.")


def test_the_same_words_twice_are_one_answer_and_other_words_a_version_where_the_period_is_named(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    done(capsys, TOLD)
    code, _, err = run(capsys, TOLD)
    assert (code, "đã báo cáo, chờ xác nhận; muốn báo cáo lại thì ghi rõ kỳ." in err) == (1, True)
    assert done(capsys, f"{TOLD} --period 2023-H1").endswith("Không ghi thêm.\n")
    done(capsys, f"{TOLD} --period '6 tháng đầu năm 2023' --text 'Thêm một lớp'")
    assert [version for _, _, version, *_ in answered(home)] == [1, 2]


def test_a_figure_is_read_as_people_write_it_and_kept_as_a_decimal(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    done(capsys, "answer so-y-te II.6.b --result dang-thuc-hien --by Hòa --figure 'I.1.b.6 = 12,5 %'")
    (figure,) = all_of(home, AnswerFigure)
    assert (figure["target"], figure["measure"], figure["value"]) == ("I.1.b.6", "percent", "12.5")


def test_a_heading_that_is_asked_may_not_be_left_out_and_is_known_in_any_case_of_letters(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    home = make_home(tmp_path / "autumn", date(2023, 10, 20))
    monkeypatch.setenv("DONDOC_HOME", str(home))
    line = "answer so-y-te III.4.2 --result hoan-thanh --by Hòa --period 2023"
    first = "--part 'TÌNH HÌNH, KẾT QUẢ TRIỂN KHAI THỰC HIỆN=Đã triển khai' --part 'Kiến nghị, đề xuất=Không'"
    assert run(capsys, line)[2].startswith("Báo cáo cần ghi nội dung đề mục «Tình hình, kết quả triển khai thực hiện»")
    assert "«Khó khăn, vướng mắc»" in run(capsys, f"{line} {first}")[2]
    assert answered(home) == []
    done(capsys, f"{line} {first} --part 'Khó khăn, vướng mắc=Thiếu người'")
    assert [(part["place"], part["heading"], part["text"]) for part in all_of(home, AnswerPart)] == [
        (1, "Tình hình, kết quả triển khai thực hiện", "Đã triển khai"),
        (2, "Khó khăn, vướng mắc", "Thiếu người"),
        (3, "Kiến nghị, đề xuất", "Không"),
    ]


def test_evidence_goes_out_with_the_answer_and_a_file_that_is_none_leaves_nothing_behind(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = tmp_path / "Kế hoạch tập huấn.pdf", tmp_path / "giả.pdf"
    good.write_bytes(PDF)
    bad.write_bytes(b"MZ\x90\x00 not a document")
    for wrong in (bad, tmp_path / "không có.pdf"):
        code, _, err = run(capsys, f"{TOLD} --file '{good}' --file '{wrong}'")
        assert (code, wrong.name in err, len(err.splitlines())) == (1, True, 1)
    assert (all_of(home, Answer), all_of(home, Evidence)) == ([], [])
    done(capsys, f"{TOLD} --file '{good}'")
    (evidence,) = all_of(home, Evidence)
    assert (evidence["name"], evidence["version"], evidence["kind"]) == (
        "Kế hoạch tập huấn.pdf",
        1,
        "application/pdf",
    )


def test_an_earlier_day_needs_paper_recorder_and_reason_and_counts_as_the_day_it_was_given(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for missing in ("--document", "--recorder", "--reason"):
        start = LATE.index(missing)
        rest = LATE[LATE.find(" --", start) :] if LATE.find(" --", start) > 0 else ""
        code, _, err = run(capsys, f"{TOLD} --on 2023-06-02 {LATE[:start]}{rest}")
        assert (code, "còn trống" in err) == (1, True)
    assert answered(home) == []
    done(capsys, f"{TOLD} --on 2/6/2023 {LATE}")
    (answer,) = all_of(home, Answer)
    assert (answer["document"], answer["recorded_by"], answer["reason"]) == (
        "12/SYT-VP",
        "Lê Thị Lan",
        "Cơ quan gọi điện chiều thứ Sáu",
    )
    happened, learnt = answer["happened_at"], answer["learnt_at"]
    assert (day_of(happened), day_of(learnt)) == (date(2023, 6, 2), MONDAY)  # type: ignore[arg-type]  # moments


def test_nothing_changed_since_the_period_before_is_said_in_one_word(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    done(capsys, f"{TOLD} --percent 40 --text 'Đã tập huấn'")
    done(capsys, "accept so-y-te II.1.a --by 'Trần Bình'")
    with opened(home) as office:
        round_on(office, date(2023, 10, 20))
    code, _, err = run(capsys, "answer so-y-te II.1.b --unchanged --by Hòa --period 2023-H2")
    assert (code, "chưa có báo cáo kỳ trước để giữ nguyên" in err) == (1, True)
    out = done(capsys, "answer so-y-te II.1.a --unchanged --by 'Nguyễn Thị Hòa'")
    assert out.endswith("kỳ 2023-H2 (6 tháng cuối năm 2023, hạn 14/11/2023): đang thực hiện, 40%.\n")
    assert [(one["text"], one["unchanged"]) for one in all_of(home, Answer)] == [
        ("Đã tập huấn", False),
        ("Đã tập huấn", True),
    ]


def test_where_several_periods_are_open_the_sentence_lists_them(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with opened(home) as office:
        round_on(office, date(2023, 10, 20))
    code, _, err = run(capsys, TOLD)
    assert (code, answered(home)) == (1, [])
    assert err == (
        "Nhiệm vụ II.1.a của Sở Y tế có 2 báo cáo phải gửi, hãy ghi rõ báo cáo nào: "
        "kỳ 2023-H1 (6 tháng đầu năm 2023, hạn 14/6/2023), chưa báo cáo; "
        "kỳ 2023-H2 (6 tháng cuối năm 2023, hạn 14/11/2023), chưa báo cáo.\n"
    )
    done(capsys, f"{TOLD} --period 2023-h2")
    assert [ref for ref, *_ in answered(home)] == ["II.1.a"]


def test_what_the_agency_is_writing_on_its_page_stays_there(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with opened(home) as office, office.database.write() as session:
        check_in_id = _check_in(session, "II.1.a")
        save_draft(
            session,
            check_in_id,
            "so-y-te",
            {"text": "đang viết dở"},
            0,
            morning(MONDAY),
            by=Person("Hòa", "", "page"),
            province="bac-giang",
        )
    done(capsys, TOLD)
    with opened(home) as office, office.database.read() as session:
        assert drafts_of(session, "so-y-te", province="bac-giang")[check_in_id].fields == {"text": "đang viết dở"}


@pytest.mark.parametrize(
    ("line", "code", "sentence"),
    [
        ("answer so-y-tee", 2, "(có phải «so-y-te» không?)"),
        ("answer lao-cai:so-y-te", 2, "Không có cơ quan «lao-cai:so-y-te»"),
        ("answer so-y-te --result hoan-thanh --by Hòa", 2, "Hãy ghi nhiệm vụ của văn bản"),
        ("answer so-y-te II.1.b --by Hòa", 2, "Hãy ghi kết quả ở --result"),
        ("answer so-y-te II.1.b --result xong --by Hòa", 2, "Không có kết quả «xong»"),
        ("answer so-y-te II.1.b --result hoan-thanh", 1, "Hãy ghi họ và tên"),
        ("answer so-y-te II.4.dd --result hoan-thanh --by Hòa", 2, "«II.4.dd» (có phải «II.4.đ» không?)"),
        ("answer so-y-te II.1.b --result hoan-thanh --by Hòa --period 2023-Q1", 1, "(có phải «2023-H1» không?)"),
        ("answer so-y-te II.1.b --result hoan-thanh --by Hòa --plan lao-cai", 2, "Không có kế hoạch «lao-cai»"),
        ("answer so-y-te II.1.b --result hoan-thanh --by Hòa --scope x", 2, "phạm vi «x»"),
        ("answer so-y-te II.1.b --result hoan-thanh --by Hòa --percent 101", 1, "từ 0 đến 100"),
        ("answer so-y-te II.1.b --result hoan-thanh --by Hòa --percent nhiều", 2, "--percent"),
        ("answer so-y-te II.1.b --result vuong-mac --by Hòa", 1, "cần ghi rõ khó khăn"),
        ("answer so-y-te II.1.b --result hoan-thanh --by Hòa --part 'Tình hình'", 2, "--part «Tình hình»"),
        ("answer so-y-te II.1.b --result hoan-thanh --by Hòa --part 'Tình hình=tốt'", 1, "không hỏi đề mục nào"),
        ("answer so-y-te II.6.b --result hoan-thanh --by Hòa --figure 'I.1.b.4=1'", 1, "(có phải «I.1.b.6» không?)"),
        ("answer so-y-te II.6.b --result hoan-thanh --by Hòa --figure 'I.1.b.6=nhiều'", 1, "phải là một con số"),
        ("answer so-y-te II.6.b --result hoan-thanh --by Hòa --figure 'I.1.b.6=1' --figure 'i.1.b.6=2'", 1, "hai lần"),
        ("answer so-y-te II.1.b --unchanged --percent 50 --by Hòa", 2, "--unchanged giữ nguyên"),
        ("answer so-y-te II.1.b --result hoan-thanh --by Hòa --document 5", 2, "chỉ ghi cùng --on"),
        (f"answer so-y-te II.1.b --result hoan-thanh --by Hòa --on 2023-06-05 {LATE}", 1, "trước hôm nay"),
        (f"answer so-y-te II.1.b --result hoan-thanh --by Hòa --on 2023-06-06 {LATE}", 1, "chưa tới"),
        (f"answer so-y-te II.1.b --result hoan-thanh --by Hòa --on 2023-05-01 {LATE}", 1, "mở từ ngày 15/5/2023"),
        (f"answer so-y-te II.1.b --result hoan-thanh --by Hòa --on '2023-06-02 25:00' {LATE}", 2, "thiếu giờ, phút"),
        ("answer so-y-te II.1.b --result hoan-thanh --by Hòa --text 'ĐỘ MẬT: MẬT'", 1, "dấu chỉ độ mật"),
    ],
)
def test_what_is_wrong_or_not_clear_is_refused_with_one_sentence_and_nothing_is_recorded(
    home: Path, capsys: pytest.CaptureFixture[str], line: str, code: int, sentence: str
) -> None:
    found, out, err = run(capsys, line)
    assert (found, out, sentence in err) == (code, "", True), err
    assert len(err.strip().splitlines()) == 1
    assert answered(home) == []


def _check_in(session: Session, ref: str) -> int:
    asked = select(CheckIn.id).where(CheckIn.holder == "so-y-te", CheckIn.ref == ref)
    return session.exec(asked).one() or 0


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("--result chua-thuc-hien --percent 100", "«chưa thực hiện» không đi cùng tỷ lệ 100%"),
        ("--result hoan-thanh --percent 0 --text 'Đã xong'", "«hoàn thành» không đi cùng tỷ lệ 0%"),
        ("--result dang-thuc-hien --percent 40", "«đang thực hiện» cần nội dung đã thực hiện"),
    ],
)
def test_what_contradicts_itself_or_says_nothing_is_not_recorded(
    home: Path, capsys: pytest.CaptureFixture[str], said: str, sentence: str
) -> None:
    code, out, err = run(capsys, f"answer so-y-te II.1.a {said} --by 'Nguyễn Thị Hòa'")
    assert (code, out) == (1, "")
    assert sentence in err
    assert answered(home) == []
