"""Files of evidence on an agency's page: kept, refused, taken back, and bounded."""

import errno
import re
from datetime import timedelta
from io import BytesIO
from typing import NoReturn

import pytest

from models.answers import evidence
from models.check_ins.moves import StateChange, move_check_in
from models.tables.core import State
from tests.homes.pages.answering import AUTUMN, AnswerOffice
from tests.homes.pages.half_years import FIRST, SECOND, card, plain, second_half
from tests.homes.pages.visitor import MONDAY, fields_of, text_of
from tests.homes.sample_files import PDF, docx, png
from web.door import uploads


def test_files_wait_for_their_answer_and_go_out_with_it(office: AnswerOffice) -> None:
    first, second = office.check_in(FIRST), office.check_in(SECOND)
    files = [(f"file-{first}", "Biên bản họp.docx", docx()), (f"file-{first}", "ảnh.png", png())]
    assert office.send_files(office.fields() | {f"text-{first}": "Đã họp"}, files, act="save").status_code == 303
    waiting = [(first, "Biên bản họp.docx", 0, False), (first, "ảnh.png", 0, False)]
    assert office.evidence() == waiting
    page = office.page()
    assert "Biên bản họp.docx" in card(page, first)
    assert "chờ gửi cùng báo cáo" in card(page, first)
    assert "Bỏ tệp" in card(page, first)
    sent = office.send_files(
        office.fields() | {f"result-{first}": "done", f"result-{second}": "done", "name": "Hòa"},
        [(f"file-{second}", "so lieu.pdf", PDF)],
    )
    assert sent.status_code == 303
    assert [(line, version) for line, _, version, _ in office.evidence()] == [(first, 1), (first, 1), (second, 1)]
    assert "đã gửi kèm báo cáo lần 1" in card(office.page(), first)
    assert "Bỏ tệp" not in office.page()


def test_a_file_that_waits_can_be_taken_back_and_nothing_typed_is_lost(office: AnswerOffice) -> None:
    line = office.check_in(FIRST)
    office.send_files(office.fields(), [(f"file-{line}", "nhầm.pdf", PDF)], act="save")
    (number,) = re.findall(r'name="drop-(\d+)"', office.page())
    assert office.press("save", office.fields()).status_code == 303
    assert office.evidence() == [(line, "nhầm.pdf", 0, False)]
    withdrawn = office.press(f"save-{line}", office.fields() | {f"drop-{number}": "1", f"text-{line}": "Đã viết"})
    assert withdrawn.headers["location"].endswith(f"#line-{line}")
    assert office.evidence() == [(line, "nhầm.pdf", 0, True)]
    assert office.fields()[f"text-{line}"] == "Đã viết"
    foreign = office.press("save", office.fields("so-tu-phap") | {f"drop-{number}": "1"}, "so-tu-phap")
    assert foreign.status_code == 422
    assert "Không có tệp minh chứng này" in text_of(foreign)


def test_files_of_a_form_that_is_wrong_are_kept_and_it_says_so(office: AnswerOffice) -> None:
    first, second = office.check_in(FIRST), office.check_in(SECOND)
    wrong = office.send_files(
        office.fields() | {f"result-{first}": "done", f"percent-{first}": "x", f"text-{first}": "Đã viết"},
        [(f"file-{first}", "a.pdf", PDF), (f"file-{second}", "b.pdf", PDF + b"2")],
    )
    assert wrong.status_code == 422
    told = text_of(wrong)
    for sentence in (
        "Nhiệm vụ II.1.a: tỷ lệ phải là số nguyên từ 0 đến 100, hoặc để trống.",
        "Nhiệm vụ II.1.b: hãy chọn kết quả, vì đã đính kèm tệp cho nhiệm vụ này.",
        "Hãy ghi họ và tên.",
        "Tệp đã chọn được giữ lại, chờ gửi cùng báo cáo; không phải chọn lại.",
    ):
        assert sentence in told
    assert [one[:3] for one in office.evidence()] == [(first, "a.pdf", 0), (second, "b.pdf", 0)]
    mended = fields_of(wrong.text) | {f"percent-{first}": "4", f"result-{second}": "done", "name": "Hòa"}
    assert office.send(mended).status_code == 303
    assert [version for _, _, version, _ in office.evidence()] == [1, 1]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("báo cáo.pdf", b"MZ\x90\x00 chay duoc", "không phải PDF, Word, Excel hoặc ảnh"),
        ("trang.pdf", b"<html><script>alert(1)</script>", "không phải PDF, Word, Excel hoặc ảnh"),
        ("rong.pdf", b"", "trống, không có nội dung"),
        ("to.pdf", PDF + b"x" * (10 * 1024 * 1024), "lớn hơn 10 MB"),
    ],
)
def test_a_file_that_is_not_taken_is_told_at_its_line_and_nothing_is_sent(
    office: AnswerOffice, name: str, content: bytes, sentence: str
) -> None:
    line = office.check_in(FIRST)
    typed = {f"result-{line}": "done", f"text-{line}": "Đã viết", "name": "Hòa"}
    refused = office.send_files(office.fields() | typed, [(f"file-{line}", name, content)])
    assert refused.status_code == 422
    assert sentence in plain(card(refused.text, line))
    assert f'href="#file-{line}"' in refused.text
    assert (office.answers(), office.evidence()) == ([], [])
    kept = fields_of(refused.text)
    assert {field: kept[field] for field in typed} == typed


def test_files_that_are_too_large_together_do_not_cost_the_words(office: AnswerOffice) -> None:
    line = office.check_in(FIRST)
    ten = [(f"file-{line}", f"anh{n}.png", png(n) + b"x" * 9_999_000) for n in range(4)]
    refused = office.send_files(
        office.fields() | {f"result-{line}": "done", f"text-{line}": "Đã viết", "name": "Hòa"}, ten
    )
    assert refused.status_code == 413
    assert "Chưa nhận được tệp «anh3.png»: mỗi lần gửi nhiều nhất 30 tệp, tổng cộng không quá 30 MB" in text_of(refused)
    assert fields_of(refused.text)[f"text-{line}"] == "Đã viết"
    assert [name for _, name, _, _ in office.evidence()] == ["anh0.png", "anh1.png", "anh2.png"]
    assert office.answers() == []


def on_disk(office: AnswerOffice) -> list[str]:
    return sorted(path.name for path in office.home.evidence.rglob("*") if path.is_file())


def test_files_for_a_line_that_is_not_ones_own_never_reach_the_disk(
    office: AnswerOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.answer.taking.keep_file", pytest.fail)
    foreign, judged = office.check_in("II.1.c", "cong-an-tinh"), office.check_in(FIRST)
    with office.database.write() as session:
        move = StateChange(State.WAIVED, "", MONDAY, office.clock.now(), "Văn phòng")
        assert move_check_in(session, judged, move)
    for line in (foreign, 999_999, 10**17, judged, "x"):
        files = [(f"file-{line}", f"{number}.png", png(number)) for number in range(4)]
        refused = office.send_files(office.fields(), files)
        assert refused.status_code == 422
        assert text_of(refused).count("Báo cáo này không thuộc cơ quan này") <= 1
    assert "không thuộc cơ quan này" in text_of(office.send_files(office.fields(), [(f"file-{foreign}", "a.pdf", PDF)]))
    assert (office.evidence(), on_disk(office)) == ([], [])


def test_one_line_takes_no_more_files_than_it_may_and_no_more_reach_the_disk(office: AnswerOffice) -> None:
    line = office.check_in(FIRST)
    files = [(f"file-{line}", f"{number}.png", png(number)) for number in range(9)]
    refused = office.send_files(office.fields() | {f"text-{line}": "Đã họp"}, files, act="save")
    assert "đã có đủ 5 tệp minh chứng" in text_of(refused)
    assert len(on_disk(office)) == len(office.evidence()) == 5
    # The same files once more, by a form that was sent twice, are there already.
    assert office.send_files(office.fields(), files[:5], act="save").status_code == 303
    assert len(on_disk(office)) == 5


def test_an_agency_fills_no_more_of_the_disk_in_a_day_than_its_share(
    office: AnswerOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence, "MAX_DAY", 1_000_000)
    first, second = office.check_in(FIRST), office.check_in(SECOND)
    large = png() + bytes(400_000)
    for number in range(2):
        content = large + bytes([number])
        saved = office.send_files(office.fields(), [(f"file-{first}", f"{number}.png", content)], act="save")
        assert saved.status_code == 303
        office.press("save", office.fields() | {f"drop-{office.evidence_ids()[-1]}": "1"})
    typed = {f"result-{second}": "done", f"text-{second}": "Đã họp", "name": "Hòa"}
    refused = office.send_files(office.fields() | typed, [(f"file-{second}", "ba.png", large + b"3")])
    assert "Hôm nay cơ quan đã gửi gần đủ" in text_of(refused)
    assert fields_of(refused.text)[f"text-{second}"] == "Đã họp"
    assert len(on_disk(office)) == 2
    small = office.send_files(office.fields() | typed, [(f"file-{second}", "bon.png", png())])
    assert small.status_code == 303
    office.move_to(MONDAY + timedelta(days=1))
    tomorrow = office.send_files(office.fields(), [(f"file-{second}", "ba.png", large + b"3")], act="save")
    assert tomorrow.status_code == 303


def test_an_agency_puts_no_more_files_in_a_day_than_can_be_looked_through(
    office: AnswerOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence, "MOST_A_DAY", 2)
    line = office.check_in(FIRST)
    files = [(f"file-{line}", f"{number}.png", png(number)) for number in range(3)]
    refused = office.send_files(office.fields(), files, act="save")
    assert "Hôm nay cơ quan đã gửi 2 tệp nên chưa nhận thêm" in text_of(refused)
    assert len(on_disk(office)) == len(office.evidence()) == 2


@pytest.mark.parametrize("fault", ["floor", "full", "full at the end"])
def test_a_disk_without_room_costs_the_file_and_not_the_words(
    office: AnswerOffice, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    line = office.check_in(FIRST)

    def full(*_arguments: object) -> NoReturn:
        raise OSError(errno.ENOSPC, "No space left on device")

    typed = {f"result-{line}": "done", f"text-{line}": "Đã họp", "name": "Hòa"}
    with monkeypatch.context() as broken:
        if fault == "floor":
            broken.setattr(evidence, "MIN_FREE", 10**18)
        else:
            broken.setattr(f"models.answers.evidence.{'os.fsync' if fault == 'full' else 'Path.replace'}", full)
        refused = office.send_files(office.fields() | typed, [(f"file-{line}", "a.png", png())])
    assert refused.status_code == 422
    assert "Máy chủ đang thiếu chỗ nên chưa nhận được tệp «a.png»; nội dung báo cáo vẫn gửi được" in text_of(refused)
    assert fields_of(refused.text)[f"text-{line}"] == "Đã họp"
    assert (office.answers(), office.evidence(), on_disk(office)) == ([], [], [])
    assert office.press("send", fields_of(refused.text)).status_code == 303
    assert len(office.answers()) == 1


def test_a_file_that_finds_no_room_on_its_way_in_costs_itself_and_not_the_words(
    office: AnswerOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full(BytesIO):
        def write(self, _data: object) -> NoReturn:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(uploads, "SpooledTemporaryFile", lambda _size: Full())
    line = office.check_in(FIRST)
    typed = {f"result-{line}": "done", f"text-{line}": "Đã họp", "name": "Hòa"}
    refused = office.send_files(office.fields() | typed, [(f"file-{line}", "a.png", png())])
    assert "Máy chủ đang thiếu chỗ nên chưa nhận được tệp «a.png»" in text_of(refused)
    assert fields_of(refused.text)[f"text-{line}"] == "Đã họp"
    assert office.answers() == []


def test_a_button_that_fills_in_keeps_words_of_lines_that_are_gone_and_ticks_on_files(autumn: AnswerOffice) -> None:
    line, gone = second_half(autumn, FIRST, "II.1.d")
    assert autumn.send_files(autumn.fields(), [(f"file-{line}", "nhầm.pdf", PDF)], act="save").status_code == 303
    (number,) = re.findall(r'name="drop-(\d+)"', autumn.page())
    mine = autumn.fields() | {f"text-{gone}": "Đã viết dài", f"result-{gone}": "done", f"drop-{number}": "1"}
    with autumn.database.write() as session:
        assert move_check_in(session, gone, StateChange(State.WAIVED, "1", AUTUMN, autumn.clock.now(), "Văn phòng"))
    filled = autumn.press("carry", mine)
    assert filled.status_code == 422
    assert "<pre>Đã viết dài</pre>" in filled.text
    kept = fields_of(filled.text)
    assert (kept[f"unchanged-{line}"], kept[f"drop-{number}"]) == ("1", "1")
    assert autumn.send(kept | {"name": "Hòa"}).status_code == 303
    assert autumn.evidence() == [(line, "nhầm.pdf", 0, True)]


def test_a_file_alone_is_kept_and_its_line_is_shown_open(office: AnswerOffice) -> None:
    line = office.check_in(FIRST)
    saved = office.send_files(office.fields(), [(f"file-{line}", "a.pdf", PDF)], act=f"save-{line}")
    assert saved.headers["location"].endswith(f"?mo={line}#line-{line}")
    page = office.page(asked=f"?mo={line}")
    assert "1 tệp minh chứng đang chờ gửi cùng báo cáo." in page
    assert "Đã lưu nháp" not in page
    assert office.send(office.fields() | {f"result-{line}": "done", "name": "Hòa"}).status_code == 303
    assert "đang chờ gửi" not in office.page()
