"""Answers that contradict themselves or say nothing, as an agency sends them on its page."""

import pytest

from tests.homes.pages.answering import AnswerOffice
from tests.homes.pages.visitor import text_of
from tests.homes.sample_files import PDF


@pytest.mark.parametrize(
    ("result", "percent", "text", "sentence"),
    [
        ("not_started", "100", "", "kết quả «chưa thực hiện» không đi cùng tỷ lệ 100%"),
        ("done", "0", "Đã xong.", "kết quả «hoàn thành» không đi cùng tỷ lệ 0%"),
        ("in_progress", "40", "", "kết quả «đang thực hiện» cần nội dung đã thực hiện"),
    ],
)
def test_it_is_refused_at_its_line_with_the_way_out(
    office: AnswerOffice, result: str, percent: str, text: str, sentence: str
) -> None:
    line = office.check_in("II.1.a")
    typed = {f"result_{line}": result, f"percent_{line}": percent, f"text_{line}": text, "name": "Nguyễn Thị Hòa"}
    refused = office.send(office.fill_in(**typed))
    assert refused.status_code == 422
    assert f"Nhiệm vụ II.1.a: {sentence}" in text_of(refused)
    assert office.answers() == []


def test_a_file_says_how_far_the_work_is(office: AnswerOffice) -> None:
    line = office.check_in("II.1.a")
    fields = office.fill_in(**{f"result_{line}": "in_progress", "name": "Nguyễn Thị Hòa"})
    sent = office.send_files(fields, [(f"file-{line}", "Biên bản.pdf", PDF)])
    assert sent.status_code == 303
    assert [answer.check_in_id for answer in office.answers()] == [line]
