"""The twelve collected plans, where they stand beside this checkout: scored by the script that came with them."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

from plan.drafting.draft import draft_plan
from plan.drafting.intake import read_files
from plan.language.plan_file import read_draft
from plan.language.register_file import read_register
from plan.library import SHIPPED, Library, load_plan

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
