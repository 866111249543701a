"""The shape of a plan file: every refusal with the wrong passage as the office would write it, and its line."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plan.due import DayOfMonth, DayOfYear, DueRule, WrittenDay
from plan.language import (
    clause_reading,
    due_reading,
    part_reading,
    party_reading,
    plan_file,
    reading,
    target_reading,
    task_reading,
)
from plan.language.plan_file import read_plan
from plan.tasks import Habit
from tests.homes.plans.plan_files import PLAN, a_plan, a_register, change, errors_of, line_of
from tests.homes.plans.plan_kinds import KINDS, read_kinds
from tests.homes.plans.plan_sentences import untold_sentences
from tests.homes.plans.wrong_clauses import WRONG as WRONG_CLAUSES
from tests.homes.plans.wrong_kinds import WRONG as WRONG_KINDS

# name: (what stands in the sound plan, what stands there instead, the fragment on whose line the error is, the sentence)
WRONG: dict[str, tuple[str, str, str, str]] = {
    "a key misspelt": ("    title: Diễn tập mỗi năm", "    tittle: Diễn tập mỗi năm", "tittle", "nhiệm vụ II.2 không có khóa «tittle» (có phải «title» không?)."),
    "the comma trap": ("    title: Tổng hợp\n    lead: cong-an\n", "    title: Tổng hợp\n    lead: cong-an\n    office: {due: {by: 30/11, năm sau}}\n", "năm sau", "«due» không có khóa «năm sau». Nếu đó là chữ sau dấu phẩy trong {…}, hãy viết mỗi khóa một dòng."),
    "an empty key": ("    title: Diễn tập mỗi năm", "    title:", "    title:\n", "khóa «title» trong nhiệm vụ II.2 để trống; hãy điền giá trị hoặc bỏ khóa này."),
    "a key twice": ("    lead: hai-nganh\n    time: yearly", "    lead: hai-nganh\n    lead: so-a\n    time: yearly", "lead: so-a", "khóa «lead» viết hai lần trong nhiệm vụ II.2; hãy bỏ một lần."),
    "a missing key": ("    title: Diễn tập mỗi năm\n", "", "    lead: hai-nganh", "nhiệm vụ II.2 thiếu khóa «title»; hãy bổ sung."),
    "the whole file a list": (PLAN, "- a\n- b\n", "- a", "tệp kế hoạch phải gồm các dòng dạng «khóa: giá trị»."),
    "an empty list": ("    coordinating: hai-nganh", "    coordinating: []", "coordinating", "danh sách «coordinating» của nhiệm vụ II.1 để trống; hãy ghi ít nhất một mục hoặc bỏ khóa này."),
    "a list for a text": ("    title: Báo cáo năm", "    title: [Báo cáo, năm]", "title: [", "«title» phải là chữ hoặc số viết liền một dòng, không để trống, không phải danh sách hay bảng."),
    "null for a text": ("    title: Báo cáo năm", "    title: null", "title: null", "«title» phải là chữ hoặc số viết liền một dòng"),
    "a word not among the choices": ("    time: ongoing", "    time: on-going", "time: on-going", "«time» không nhận giá trị «on-going» (có phải «ongoing» không?). Giá trị dùng được: ongoing, monthly"),
    "a number out of range": ("by: 2025}", "by: 2205}", "by: 2205", "«by» phải là số nguyên từ 2000 đến 2100, không phải «2205»."),
    "a number in other digits": ("by: 2025}", "by: ٢٠٢٥}", "by: ٢", "«by» phải là số nguyên từ 2000 đến 2100"),
    "a bad code": ("code: mau\n", "code: Mẫu số 1\n", "code: Mẫu", "«code»: mã «Mẫu số 1» phải gồm chữ thường không dấu, số và gạch nối, ví dụ «cong-an-tinh»."),
    "another province": ("province: tinh-mau", "province: bac-giang", "province: bac", "«province» không nhận giá trị «bac-giang». Giá trị dùng được: tinh-mau."),
    "a bad scope code": ("  tin: an ninh mạng", "  tin: an ninh mạng\n  An ninh: a", "An ninh: a", "«scopes»: mã «An ninh» phải gồm chữ thường"),
    "a document date that does not exist": ("date: 11/2022", "date: 31/11/2022", "date: 31", "«date»: trong lịch không có ngày «31/11/2022»."),
    "a document date of another form": ("date: 11/2022", "date: tháng 11", "date: tháng", "«date»: «tháng 11» không đúng dạng ngày/tháng/năm, tháng/năm hoặc năm, ví dụ 11/2022."),
    "a year far away": ("date: 11/2022", "date: 1822", "date: 1822", "«date»: năm trong «1822» phải từ 2000 đến 2100."),
    "a table as implements": ("  subject: Thử nghiệm", "  subject: Thử nghiệm\n  implements: {a: b}", "{a: b}", "«implements» phải là chữ hoặc số viết liền một dòng"),
    "a span that ends before it starts": ("to: 12/2030}", "to: 10/2022}", "span:", "thời gian của kế hoạch («span») kết thúc trước khi bắt đầu; hãy xem lại «from» và «to»."),
    "a span by days": ("{from: 11/2022,", "{from: 1/11/2022,", "span:", "«from»: «1/11/2022» không đúng dạng tháng/năm, ví dụ 11/2022."),
    "month 13": ("{from: 11/2022,", "{from: 13/2022,", "span:", "«from»: trong lịch không có ngày «13/2022»."),
    "opens in other words": ("opens: 30 days before", "opens: 30 ngày", "opens:", "«opens»: «30 ngày» không đúng dạng «30 days before» (mở trước hạn 30 ngày)."),
    "a reminder twice": ("remind: [7, 1]", "remind: [7, 7]", "remind:", "«remind» ghi hai lần cùng một số ngày; hãy bỏ một lần."),
    "an unknown tracker": ("default: cong-an\n", "default: cong-am\n", "default: cong-am", "cơ quan theo dõi «cong-am» không có trong danh bạ cơ quan (có phải «cong-an» không?)."),
    "no default tracker": ("  default: cong-an\n", "", "  mang: so-a", "«trackers» thiếu khóa «default»; hãy ghi cơ quan theo dõi chung của kế hoạch."),
    "a clause twice": ("  - II.3\n", "  - II.3\n  - II.3\n", "- II.3", "điểm «II.3» liệt kê hai lần trong «clauses»; hãy bỏ một lần."),
    "no clause number": ("  - II.3\n", "  - Mục 3, phần II\n", "- Mục 3", "«Mục 3, phần II» không phải số điểm; hãy viết như «II.4.đ» hoặc «1.2», cách nhau bằng dấu chấm."),
    "a figure with its unit": ("at_least: 10,", "at_least: 10%,", "at_least", "«at_least»: «10%» phải là một con số, không kèm đơn vị, ví dụ 80 hoặc 99,5."),
    "a short name that is a code": ("  hai-nganh:\n", "  so-b:\n    - so-a\n  hai-nganh:\n", "    - so-a\n  hai", "tên gọi tắt «so-b» trùng một mã trong danh bạ cơ quan; hãy đặt tên khác."),
    "an unreadable party": ("    lead: hai-nganh\n", "    lead: cong-an (mang\n", "cong-an (mang", "«lead» của nhiệm vụ II.2 không đọc được «cong-an (mang»; hãy viết «mã» hoặc «mã (phạm vi)»"),
    "an unknown party": ("    coordinating: hai-nganh", "    coordinating: hai-ngành", "hai-ngành", "«coordinating» của nhiệm vụ II.1 ghi «hai-ngành» không có trong danh bạ cơ quan (có phải «hai-nganh» không?)."),
    "an unknown scope": ("    - so-a (mang)", "    - so-a (mạng)", "so-a (mạng)", "«parties», tên hai-nganh, ghi phạm vi «mạng» không có trong «scopes» (có phải «mang» không?)."),
    "a scope on a group": ("    - so-a (mang)", "    - cac-so (mang)", "cac-so (mang)", "«parties», tên hai-nganh, ghi phạm vi cho nhóm hoặc vai «cac-so»; chỉ cơ quan được nêu tên mới có phạm vi."),
    "a scope on a role": ("    lead: chu-quan", "    lead: chu-quan (mang)", "chu-quan (mang)", "«lead» của nhiệm vụ III.1 ghi phạm vi cho nhóm hoặc vai «chu-quan»"),
    "the clause for a title": ("    title: Tổng hợp", f"    title: {'Tổng hợp ' * 45}", "Tổng hợp", "«title» của nhiệm vụ III.3 dài 404 ký tự; hãy viết gọn lại, nhiều nhất 400 ký tự."),
    "a date for what never ends": ("    time: ongoing", "    time: ongoing\n    due: {before: 15/6}", "    due: {before: 15/6}\n  II.2", "nhiệm vụ II.1 là «time: ongoing» nên không có «due»; hãy ghi nhịp theo dõi do văn phòng chọn ở «follow_up» trong «office»."),
    "a rhythm for what has a date": ("      due: {by: 30/11}", "      follow_up: {every: year, due: {by: 30/11}}", "follow_up: {", "nhiệm vụ III.3: «follow_up» chỉ dùng với «time: ongoing», «time: unstated», «time: span»; hãy dùng «due»."),
    "a report of what has a date": ("    due: {by: end of period}\n", "    due: {by: end of period}\n    report: {every: year, due: {by: 30/11}}\n", "report: {", "nhiệm vụ II.2: «report» chỉ dùng với «time: ongoing», «time: unstated», «time: span»; hãy dùng «due»."),
    "a report and a date": ("    time: ongoing", "    time: ongoing\n    due: {before: 15/6}\n    report: {every: year, due: {by: 30/11}}", "    due: {before: 15/6}\n    report", "nhiệm vụ II.1 là «time: ongoing» nên không có «due»; hãy ghi hạn ở «report»."),
    "a report and the office's rhythm": ("    time: ongoing", "    time: ongoing\n    report: {every: year, due: {by: 30/11}}\n    office: {follow_up: {every: month, due: {by: end of period}}}", "office: {follow", "nhiệm vụ II.1 có «report» theo văn bản; hãy bỏ «follow_up» trong «office» của nhiệm vụ."),
    "a report without its day": ("    time: ongoing", "    time: ongoing\n    report: {every: year}", "report: {", "«report» thiếu «due»; nếu văn bản không nêu ngày thì đặt «due» trong «office» của nhiệm vụ."),
    "a report with its day and the office's": ("    time: ongoing", "    time: ongoing\n    report: {every: year, due: {by: 30/11}}\n    office: {due: {by: 15/11}}", "office: {due: {by: 15/11}}", "«report» đã ghi đủ hạn theo văn bản; hãy bỏ «due» trong «office»."),
    "no date": ("    due: {by: end of period}\n", "", "    title: Diễn tập", "nhiệm vụ II.2 thiếu «due»; nếu văn bản không nêu ngày thì đặt «due» trong «office» của nhiệm vụ."),
    "once at the end of a period": ("due: {before: 15/11/2022}", "due: {by: end of period}", "due: {by: end of period}\n  III.2", "«due»: việc làm một lần cần ngày đầy đủ, ví dụ 15/11/2022."),
    "once on a day of the month": ("due: {before: 15/11/2022}", "due: {by: 15 of last month}", "15 of last month", "«due»: việc làm một lần cần ngày đầy đủ, ví dụ 15/11/2022."),
    "once without a year": ("due: {before: 15/11/2022}", "due: {before: 15/11}", "due: {before: 15/11}\n  III.2", "«due»: việc làm một lần cần ngày đầy đủ, ví dụ 15/11/2022."),
    "yearly with a year": ("due: {by: 30/11}", "due: {by: 30/11/2023}", "30/11/2023", "«due»: «30/11/2023» chỉ có một lần; việc định kỳ cần ngày/tháng, ví dụ 15/11."),
    "a due date that does not exist": ("due: {by: 30/11}", "due: {by: 31/11}", "31/11", "«due»: trong lịch không có ngày «31/11»."),
    "day 32 of a month": ("due: {by: 30/11}", "due: {by: 32 of last month}", "32 of", "«due»: «32» không phải là một ngày trong tháng; hãy viết từ 1 đến 31, hoặc «end»."),
    "day 0310 of a month": ("due: {by: 30/11}", "due: {by: 0310 of last month}", "0310", "«due»: «0310» không phải là một ngày trong tháng"),
    "before and by": ("due: {by: 30/11}", "due: {by: 30/11, before: 1/12}", "before: 1/12", "«due» cần đúng một khóa: «before» (trước ngày), «by» (chậm nhất ngày) hoặc «in» (trong tháng, quý, năm)."),
    "one day for two half-years": ("      only: H1\n", "", "due: {before: 15/6}", "một ngày/tháng không dùng chung cho nhiều kỳ trong năm; hãy chọn một kỳ bằng «only», hoặc viết như «15 of last month»."),
    "a day within which": ("due: {before: 15/11/2022}", "due: {in: 15/11/2022}", "due: {in", "«in» ghi ngày «15/11/2022»; hạn là một ngày thì dùng «before» hoặc «by»."),
    "within no piece of the calendar": ("due: {before: 15/11/2022}", "due: {in: 2022-Q5}", "due: {in", "«in»: «2022-Q5» không đúng dạng năm, quý, tháng hoặc ngày, ví dụ 2025, 2025-Q4, 11/2025, 15/11/2025."),
    "within a year each year": ("due: {by: 30/11}", "due: {in: 2023}", "due: {in", "«in» chỉ dùng với «time: once»; việc định kỳ hãy dùng «before» hoặc «by»."),
    "waiting for nothing": ("    time: once\n    due: {before: 15/11/2022}\n", "    time: waits\n", "    title: Kế hoạch của đơn vị", "nhiệm vụ III.1 thiếu khóa «for»; hãy bổ sung."),
    "a date for what waits": ("    time: once\n", "    time: waits\n    for: Nghị định được ban hành\n", "due: {before: 15/11/2022}", "nhiệm vụ III.1 là «time: waits» nên chưa có «due»; khi biết hạn hãy ghi ở «amendments»."),
    "what is waited for by no time that waits": ("    time: once\n", "    time: once\n    for: Nghị định\n", "    for:", "nhiệm vụ III.1: «for» chỉ dùng với «time: waits»; hãy bỏ «for» hoặc đổi «time»."),
    "an end and until": ("    to: 2030\n", "    to: 2030\n    until: kết thúc kiểm kê\n", "    until:", "nhiệm vụ II.3 có cả «to» và «until»; hãy giữ «to» nếu văn bản ghi ngày kết thúc."),
    "a span of a task that ends first": ("    to: 2030\n", "    to: 11/2022\n", "    to: 11/2022", "nhiệm vụ II.3 kết thúc trước khi bắt đầu; hãy xem lại «from» và «to»."),
    "what a draft left open": ("    lead: chu-quan\n", "    lead: \"??? Sở A, Sở B\"\n", "??? Sở A", "«lead» của nhiệm vụ III.1 còn để «???», chờ người quyết định; văn bản ghi «Sở A, Sở B»."),
    "an unknown key": ("code: mau\n", "code: mau\nghi_chú: một\n", "ghi_chú", "tệp kế hoạch không có khóa «ghi_chú»."),
    "from without a span": ("    time: ongoing", "    from: 2023\n    time: ongoing", "    from: 2023\n    time: ongoing", "nhiệm vụ II.1 có «from» nhưng không phải «time: span»; hãy bỏ «from» hoặc đổi «time»."),
    "one day a year for every quarter": ("time: yearly\n    rolls_up: III.2\n    office:\n      due: {by: 30/11}", "time: quarterly\n    office:\n      due: {by: 30/11}", "30/11", "«due»: «30/11» mỗi năm chỉ có một lần; với kỳ tháng hoặc quý, hãy viết như «15 of last month» (ngày 15 của tháng cuối kỳ)."),
    "nothing to ask by": (PLAN[PLAN.index("  follow_up:\n    - every: half") : PLAN.index("  opens:")], "", "    title: Phổ biến", "nhiệm vụ II.1 chưa có kỳ nào để hỏi; hãy đặt «follow_up» trong «office» của kế hoạch hoặc của nhiệm vụ."),
}  # fmt: skip


WRONG |= WRONG_CLAUSES


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_passage_is_refused_at_its_line(name: str) -> None:
    old, new, fragment, sentence = WRONG[name]
    text = change(PLAN, old, new)
    found = [(error.line, error.sentence) for error in errors_of(text)]
    assert (line_of(text, fragment), sentence) in [(line, told[: len(sentence)]) for line, told in found]
    assert len(found) <= 2, found


def test_every_sentence_of_the_reader_is_brought_out_by_a_wrong_plan() -> None:
    told = [error.sentence for old, new, _, _ in WRONG.values() for error in errors_of(change(PLAN, old, new))]
    told += [
        error.sentence for old, new, _, _ in WRONG_KINDS.values() for error in read_kinds(change(KINDS, old, new))[1]
    ]
    again = "replaced_by: {date: 2/1/2026, by: Quyết định 20}\n"
    told += [error.sentence for error in read_kinds(KINDS + again, changes=again)[1]]
    for module in (
        target_reading,
        plan_file,
        clause_reading,
        part_reading,
        party_reading,
        task_reading,
        due_reading,
        reading,
    ):
        assert untold_sentences(module, told) == []


def test_the_sound_plan_is_sound() -> None:
    assert errors_of(PLAN) == ()


def test_all_errors_come_at_once_in_the_order_of_the_file() -> None:
    text = change(PLAN, "date: 11/2022", "date: 31/2/2022")
    text = change(text, "    time: ongoing", "    time: luôn luôn")
    text = change(text, "    lead: chu-quan", "    lead: chu-nha")
    text = change(text, "at_least: 10,", "at_least: mười,")
    lines = [error.line for error in errors_of(text)]
    assert lines == [line_of(text, part) for part in ("31/2/2022", "luôn luôn", "chu-nha", "mười")]
    assert str(errors_of(text)[0]) == "mau.yaml:5: «date»: trong lịch không có ngày «31/2/2022»."


def test_a_missing_part_of_the_file_is_told_by_name() -> None:
    text = "code: mau\n"
    told = [error.sentence for error in errors_of(text)]
    for key in ("document", "province", "span", "office", "trackers", "clauses", "tasks"):
        assert f"tệp kế hoạch thiếu khóa «{key}»; hãy bổ sung." in told


def test_a_comma_in_braces_cannot_cut_a_title_short() -> None:
    text = change(
        PLAN,
        "    title: Tổng hợp\n    lead: cong-an\n",
        "    title: Tổng hợp\n    lead: cong-an\n    x: {title: Rà soát, nâng cấp, lead: so-a}\n",
    )
    assert [error.sentence for error in errors_of(text)] == ["nhiệm vụ III.3 không có khóa «x»."]
    text = (
        PLAN[: PLAN.index("  III.3:")]
        + ("  III.3: {title: Rà soát, nâng cấp, lead: cong-an, time: yearly, due: {by: 30/11}}\n")
        + PLAN[PLAN.index("targets:") :]
    )
    (error,) = errors_of(text)
    assert error.sentence == (
        "nhiệm vụ III.3 không có khóa «nâng cấp». Nếu đó là chữ sau dấu phẩy trong {…}, hãy viết mỗi khóa một dòng."
    )


def test_what_is_written_is_what_is_read() -> None:
    plan = a_plan()
    assert plan.document.number is None
    assert (plan.starts.isoformat(), plan.ends and plan.ends.isoformat()) == ("2022-11-01", "2030-12-31")
    assert (plan.opens, plan.remind) == (30, (7, 1))
    assert [(rung.after, rung.to) for rung in plan.ladder] == [(1, ("agency", "head")), (3, ("tracker",))]
    assert [rung.paper for rung in a_plan(PLAN.replace("to: tracker", "to: tracker\n      paper: true")).ladder] == [
        False,
        True,
    ]
    assert [str(party) for party in plan.tasks["II.2"].leads] == ["cong-an (tin)", "so-a (mang)"]
    assert plan.tasks["II.1"].line == line_of(PLAN, "  II.1:\n")
    assert plan.tasks["III.2"].cadence.first == 2023
    assert plan.tasks["II.3"].cadence.has_end
    assert not plan.tasks["II.1"].cadence.has_end
    assert plan.tracker_of("mang") == "so-a"
    assert plan.tracker_of("tin") == plan.tracker_of("") == "cong-an"


def test_a_refs_last_digit_is_kept_and_a_time_is_no_number() -> None:
    text = re.sub(r"\bII\.1\b", "1.10", PLAN).replace("  II: Nhiệm vụ", '  "1": Nhiệm vụ\n  II: Nhiệm vụ')
    text = change(text, "    title: Diễn tập mỗi năm", "    title: 12:30")
    plan = a_plan(text)
    assert "1.10" in plan.tasks
    assert plan.tasks["II.2"].title == "12:30"


def test_a_plan_without_an_end_is_read() -> None:
    assert a_plan(change(PLAN, ", to: 12/2030}", "}")).ends is None


def test_the_office_and_the_document_are_told_apart() -> None:
    plan = a_plan()
    chosen = {ref: [rhythm.by_office for rhythm in task.cadence.rhythms] for ref, task in plan.tasks.items()}
    assert chosen == {
        "II.1": [True, True],
        "II.2": [False],
        "II.3": [True],
        "III.1": [False],
        "III.2": [False],
        "III.3": [True],
    }


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        ("{before: 15/6}", DueRule("before", DayOfYear(15, 6))),
        ("{by: 29/2}", DueRule("by", DayOfYear(29, 2))),
        ("{by: end of period}", DueRule("by", DayOfMonth(0))),
        ("{before: 15 of last month}", DueRule("before", DayOfMonth(15))),
        ("{by: 10 of next month}", DueRule("by", DayOfMonth(10, 1))),
        ("{by: end of next month}", DueRule("by", DayOfMonth(0, 1))),
        ("{by: 30/11, roll: next-working-day}", DueRule("by", DayOfYear(30, 11), roll=True)),
    ],
)
def test_a_due_rule_is_read_and_written_alike(due: str, expected: DueRule) -> None:
    text = change(PLAN, "    rolls_up: III.2\n", "")
    rule = a_plan(change(text, "due: {by: 30/11}", f"due: {due}")).tasks["III.3"].cadence.rhythms[0].due
    assert rule == expected
    assert due.startswith(f"{{{rule.reading}: {rule.anchor.written}")


def test_a_roll_for_the_whole_plan_can_be_taken_back_for_one_rule() -> None:
    text = change(PLAN, "  opens: 30", "  roll: next-working-day\n  opens: 30")
    text = change(text, "due: {by: 30/11}", "due: {by: 30/11, roll: none}")
    plan = a_plan(text)
    rolls = {ref: {rhythm.due.roll for rhythm in task.cadence.rhythms} for ref, task in plan.tasks.items()}
    assert rolls == {"II.1": {True}, "II.2": {True}, "II.3": {True}, "III.1": {True}, "III.2": {True}, "III.3": {False}}
    written = plan.tasks["III.1"].cadence.rhythms[0].due.anchor
    assert isinstance(written, WrittenDay)
    assert written.written == "15/11/2022"


LINES = PLAN.splitlines(keepends=True)


@given(st.integers(0, len(LINES) - 1), st.integers(0, len(LINES) - 1))
def test_a_line_lost_or_moved_never_makes_the_reader_or_the_laws_raise(lost: int, place: int) -> None:
    rest = LINES[:lost] + LINES[lost + 1 :]
    errors_of("".join(rest))
    errors_of("".join([*rest[:place], LINES[lost], *rest[place:]]))


@given(
    st.integers(0, len(LINES) - 1),
    st.sampled_from(
        ["null", "[]", "{}", "''", "9999999999", "-1", "31/12/2100", "31/2", "1/2100", "0", "a (b)", "[a, [b]]", "H9"]
    ),
)
def test_a_strange_value_never_makes_the_reader_or_the_laws_raise(place: int, value: str) -> None:
    key, colon, _ = LINES[place].partition(":")
    changed = f"{key}: {value}\n" if colon else f"{LINES[place].partition('-')[0]}- {value}\n"
    errors_of("".join([*LINES[:place], changed, *LINES[place + 1 :]]))


def test_reading_a_list_or_a_single_text_says_what_it_is() -> None:
    for text in ("- a\n", "chỉ có chữ\n"):
        plan, errors = read_plan(text, "mau.yaml", a_register())
        assert plan is None
        assert [str(error) for error in errors] == ["mau.yaml:1: tệp kế hoạch phải gồm các dòng dạng «khóa: giá trị»."]


def test_the_rule_about_habits_is_the_offices_and_looks_at_no_more_than_it_says() -> None:
    assert a_plan().habit is None
    ruled = change(PLAN, "  remind: ", "  habit: {late: 2, of: 4}\n  remind: ")
    assert a_plan(ruled).habit == Habit(2, 4)
    for wrong, told in (
        ("{late: 5, of: 4}", "«late» phải là số nguyên từ 1 đến 4, không phải «5»."),
        ("{late: 2}", "«habit» thiếu khóa «of»; hãy bổ sung."),
        ("{late: 2, of: 40}", "«of» phải là số nguyên từ 1 đến 12, không phải «40»."),
    ):
        assert told in [error.sentence for error in errors_of(change(ruled, "{late: 2, of: 4}", wrong))]
