"""The twelve collected plans, where they stand beside this checkout: scored by the script that came with them."""

import importlib.util
import json
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

from plan.drafting.draft import draft_plan
from plan.drafting.intake import read_files
from plan.language.plan_file import read_draft
from plan.language.register_file import read_register
from plan.library import SHIPPED, Library, load_plan
from plan.owed import occurrences
from plan.tasks import Plan

SHARED = Path(__file__).parents[4] / "shared" / "importer"
FLAGSHIP = "00_bacgiang_2022"
LARGEST = "08_dongnai_179_kh-ubnd_2025_bang"
"""Its 133 tasks take the scorer longer than all others; docs/importer.md tells how it is scored by hand."""

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the collected plans are not beside this checkout")


def scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", SHARED / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_what_is_wrong_in_a_draft_is_marked() -> None:
    score = scorer()
    safe = wrong = looked_at = core = 0
    for gold in sorted((SHARED / "gold").glob("*.json")):
        if gold.stem == LARGEST:
            continue
        text = SHARED / "texts" / f"{gold.stem}.txt"
        draft = draft_plan(read_files([(text.name, text.read_bytes())]))
        rows, extra, *_ = score.score(json.loads(gold.read_text(encoding="utf-8")), draft.as_json())
        asked = [row for row in rows if row["tier"] == "core"]
        bare = sum("task" not in one["doubts"] for one in extra)
        safe += sum(bool(row["safe"]) for row in asked)
        wrong += sum(not row["safe"] for row in asked) + bare
        core, looked_at = core + len(asked), looked_at + len(asked) + bare
    assert safe >= 0.97 * core
    assert wrong <= 0.02 * looked_at


def test_the_flagship_drafted_says_what_was_written_by_hand() -> None:
    register_text = (SHIPPED / "bac-giang" / "agencies.yaml").read_text(encoding="utf-8")
    register, _ = read_register(register_text, "agencies.yaml")
    assert register is not None
    text = SHARED / "texts" / f"{FLAGSHIP}.txt"
    made = draft_plan(read_files([(text.name, text.read_bytes())]), register, register_text)
    assert made.register_text == register_text
    drafted, _ = read_draft(made.plan_text, "x.yaml", register)
    assert drafted is not None
    hand = load_plan("bac-giang", Library()).plan
    of_part_two = [ref for ref in hand.tasks if ref.startswith("II.")]
    assert len(of_part_two) == 27
    for ref in of_part_two:
        ours, theirs = drafted.tasks[ref], hand.tasks[ref]
        assert [str(one) for one in ours.leads] == [str(one) for one in theirs.leads], ref
        assert [str(one) for one in ours.coordinating] == [str(one) for one in theirs.coordinating], ref
        assert ours.cadence.words == theirs.cadence.words, ref


NEEDED = (
    ("02_laichau_7360_kh-ubnd_2025", "II.1", "span", "từ quý IV năm 2025 trở đi"),
    ("02_laichau_7360_kh-ubnd_2025", "II.3.1.a", "waits", "chờ, văn bản chưa ấn định ngày: theo tiến độ xây dựng dự thảo văn bản của cơ quan chủ trì soạn thảo"),
    ("02_laichau_7360_kh-ubnd_2025", "II.5", "unstated", "văn bản không ghi thời gian"),
    ("03_hanoi_308_kh-ubnd_2025", "III.1.2", "monthly", "hằng tháng"),
    ("05_tphcm_172_kh-ubnd_2025", "II.1.ý1", "span", "từ năm 2025 trở đi"),
    ("x2_tphcm_174_kh-ubnd_2025", "III.1.c.ý2", "unstated", "văn bản không ghi thời gian"),
)  # fmt: skip
"""Of clauses that needed an addition to the language: what their draft says without a person."""
DATED = {
    ("03_hanoi_308_kh-ubnd_2025", "II.1.1"): ["2025-12-31"],
    ("03_hanoi_308_kh-ubnd_2025", "III.1.2"): ["2025-11-19", "2025-12-19"],
    ("07_dongthap_617_kh-ubnd_2025_bang", "PL.6"): ["2025-12-31"],
    ("02_laichau_7360_kh-ubnd_2025", "II.1"): ["2025-12-14", "2026-06-14", "2026-12-14"],
    ("02_laichau_7360_kh-ubnd_2025", "II.4"): ["2026-06-14", "2026-12-14"],
}
"""Last days in time up to the end of 2026, by a calendar on the wall: within 2025; before the 20th of each month of a plan of
17/11/2025; the fourth quarter; the half-years of the draft's own rhythm from the first whose day lies behind the document."""


def drafted_of(name: str) -> Plan:
    text = SHARED / "texts" / f"{name}.txt"
    made = draft_plan(read_files([(text.name, text.read_bytes())]))
    register, _ = read_register(made.register_text, "agencies.yaml")
    assert register is not None
    plan, _ = read_draft(made.plan_text, "x.yaml", register)
    assert plan is not None
    return plan


@pytest.mark.parametrize("name", sorted({name for name, *_ in (*NEEDED, *DATED)}))
def test_a_document_that_needed_an_addition_is_drafted_with_it_and_asks_on_its_days(name: str) -> None:
    plan = drafted_of(name)
    for file, ref, kind, words in NEEDED:
        if file == name:
            assert (plan.tasks[ref].cadence.kind, plan.tasks[ref].cadence.words) == (kind, words)
    calendar = load_plan("bac-giang", Library()).calendar
    for (file, ref), days in DATED.items():
        if file == name:
            found = occurrences(plan.tasks[ref], plan, calendar, date(2025, 1, 1), date(2026, 12, 31))
            assert sorted(one.dates.due_on.isoformat() for one in found) == days, ref
