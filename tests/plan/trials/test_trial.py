"""The trial of a plan: how it is written, and that the lot is the same for everybody who draws it again."""

from datetime import date

import pytest

from plan.language import trial_reading
from plan.trials.trial import draw
from tests.homes.plans.plan_files import PLAN, a_plan, errors_of
from tests.homes.plans.plan_sentences import untold_sentences

TRIAL = """  trial:
    code: loi-mo-dau
    rung: 1
    from: 1/7/2023
    to: 31/12/2023
    wording: [none, Phần lớn cơ quan đã gửi báo cáo kỳ này.]
"""
PLACE = "trackers:\n  default"


def with_trial(text: str = TRIAL) -> str:
    assert PLACE in PLAN
    return PLAN.replace(PLACE, text + PLACE)


def test_a_trial_of_two_wordings_or_two_days_is_read() -> None:
    trial = a_plan(with_trial()).trial
    assert trial is not None
    assert (trial.rung, trial.drawn_after) == (1, 1)
    assert trial.names == ("thư như thường lệ", "thư mở đầu bằng «Phần lớn cơ quan đã gửi báo cáo kỳ này.»")
    assert [trial.covers(day) for day in (date(2023, 6, 30), date(2023, 7, 1), date(2023, 12, 31))] == [
        False,
        True,
        True,
    ]
    days = a_plan(
        with_trial(TRIAL.replace("wording: [none, Phần lớn cơ quan đã gửi báo cáo kỳ này.]", "days: [2, 1]"))
    ).trial
    assert days is not None
    assert (days.names, days.drawn_after) == (("sau hạn 2 ngày làm việc", "sau hạn 1 ngày làm việc"), 1)
    assert a_plan(PLAN).trial is None


WRONG = {
    "nothing tried": ("    wording: [none, Phần lớn cơ quan đã gửi báo cáo kỳ này.]\n", "", "«trial» thử một điều"),
    "no such rung": ("rung: 1", "rung: 3", "«ladder» không có nấc ấy báo cho «agency»"),
    "one wording": (
        "[none, Phần lớn cơ quan đã gửi báo cáo kỳ này.]",
        "none",
        "«wording» phải gồm đúng hai lời khác nhau",
    ),
    "days of another rung": (
        "wording: [none, Phần lớn cơ quan đã gửi báo cáo kỳ này.]",
        "days: [1, 3]",
        "và một ngày khác chưa có nấc nào",
    ),
    "equal days": (
        "wording: [none, Phần lớn cơ quan đã gửi báo cáo kỳ này.]",
        "days: [1, 1]",
        "đúng hai số ngày làm việc khác nhau",
    ),
    "ends before it starts": ("to: 31/12/2023", "to: 30/6/2023", "«trial» kết thúc trước khi bắt đầu"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_trial_is_told_with_its_place(name: str) -> None:
    old, new, sentence = WRONG[name]
    (error,) = errors_of(with_trial(TRIAL.replace(old, new)))
    assert sentence in error.sentence


def test_every_sentence_about_a_trial_is_brought_out() -> None:
    told = [
        error.sentence for old, new, _ in WRONG.values() for error in errors_of(with_trial(TRIAL.replace(old, new)))
    ]
    assert untold_sentences(trial_reading, told) == []


def test_the_lot_is_the_same_again_and_the_sides_are_even() -> None:
    agencies = [f"so-{number}" for number in range(31)]
    drawn = draw("tinh/ke-hoach/thu", agencies, {})
    assert drawn == draw("tinh/ke-hoach/thu", reversed(agencies), {})
    assert sorted(list(drawn.values()).count(side) for side in (0, 1)) == [15, 16]
    assert drawn != draw("tinh/ke-hoach/thu-2", agencies, {})
    later = draw("tinh/ke-hoach/thu", [*agencies, "so-moi"], drawn)
    assert set(later) == {"so-moi"}
    assert list({**drawn, **later}.values()).count(0) == 16
