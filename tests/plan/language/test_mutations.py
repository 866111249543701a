"""Ten thousand wrong plan files: each gives a sound plan, or errors with file and line, and never a traceback."""

import random
import resource

import pytest

from plan.calendar import WorkCalendar
from plan.errors import FileError
from plan.language.plan_file import read_plan
from plan.language.register_file import read_calendar, read_register
from plan.language.yaml_nodes import MAX_BYTES, Mapping, Node, Scalar, Sequence, parse_yaml
from plan.laws.plan_laws import broken_laws
from plan.laws.warning_laws import warnings_of
from plan.library import SHIPPED, Library, load_plan
from plan.owed import owed_between
from plan.parties import Register
from tests.homes.plans.plan_files import CALENDAR, PLAN, REGISTER, a_calendar, a_register
from tests.homes.plans.plan_kinds import KINDS, KINDS_REGISTER

CHUNKS, IN_A_CHUNK = 40, 250
DAYS_OFF = a_calendar()
SAMPLES = ("lao-cai", "tieu-ban-attt", "tuyen-quang", "quang-ngai")
TEXTS: list[tuple[str, Register]] = [(PLAN, a_register()), (KINDS, a_register(KINDS_REGISTER))] * 8
TEXTS += [(loaded.text, loaded.register) for loaded in (load_plan(code, Library()) for code in SAMPLES)]
WORDS = [
    "null", "~", "[]", "{}", "\"\"", "''", "31/2/2025", "0/0/0", "1/1/2000", "31/12/2100", "9999999999", "-1", "1e9", "٣",
    "none", "so-a", "cac-so", "so-a (mang)", "(mang)", "II.1", "1.1", "before", "due", "office", "year", "H1", "Q4", "on-event",
    "briefing", "dates", "ongoing", "once", "end of period", "31 of next month", "24 hours", "0 days", "đ", "MẬT", "&a", "*a",
    "!!python/object:os.system", "\t", "- ", ": ", "#", "{a: b, c}", "[a, [b, [c]]]", "\u200b", "\x07", "|\n  x", "? x", "---", "...", "a" * 400,
]  # fmt: skip


def outcome(text: str | bytes, register: Register, changes: str | bytes = "") -> tuple[FileError, ...]:
    """Read, judge and use a plan as the commands do; return its errors, each of which must name file and line."""
    plan, errors = read_plan(text, "mau.yaml", register, changes, "changes/mau.yaml")
    if plan is not None:
        errors = broken_laws(plan, register, DAYS_OFF)
    if plan is not None and not errors:
        warnings_of(plan, register, DAYS_OFF)
        owed_between(plan, register, DAYS_OFF, plan.starts, plan.starts.replace(year=plan.starts.year + 1))
    else:
        assert errors
    most = max(part.count(b"\n") if isinstance(part, bytes) else len(part.splitlines()) for part in (text, changes))
    for error in errors:
        assert error.file in ("mau.yaml", "changes/mau.yaml")
        assert 0 <= error.line <= most + 1
        assert error.sentence.endswith((".", "?", ")", "…"))
    return errors


def change_text(text: str, dice: random.Random) -> str:
    """Return a text with one to three passages lost, doubled, moved or replaced: what slips of the hand do."""
    for _ in range(dice.randint(1, 3)):
        lines = text.splitlines(keepends=True)
        place, other = dice.randrange(len(lines)), dice.randrange(len(lines))
        start = dice.randrange(len(text))
        end = min(len(text), start + dice.randint(0, 12))
        match dice.randrange(8):
            case 0:
                lines.pop(place)
            case 1:
                lines.insert(other, lines[place])
            case 2:
                lines[place], lines[other] = lines[other], lines[place]
            case 3:
                lines[place] = " " * dice.randint(0, 8) + lines[place].lstrip()
            case 4:
                lines[place] = lines[place].partition(":")[0] + ": " + dice.choice(WORDS) + "\n"
            case 5:
                lines = [text[:start] + text[end:]]
            case 6:
                lines = [text[:start] + dice.choice(WORDS) + text[end:]]
            case _:
                lines = lines[:place]
        text = "".join(lines) or "\n"
    return text


def as_yaml(node: Node, dice: random.Random, rate: float) -> object:
    """Return a tree as plain values, of which some are lost, doubled, exchanged or replaced by a word."""
    if dice.random() < rate:
        return dice.choice(
            [dice.choice(WORDS[6:40]), [], {}, [dice.choice(WORDS[6:40])], {"a": "b"}, {"by": "15/11"}, None]
        )
    if isinstance(node, Scalar):
        return None if node.null else node.text
    if isinstance(node, Sequence):
        items = [as_yaml(item, dice, rate) for item in node.items]
        return items + items[:1] if items and dice.random() < rate else items
    pairs = [(key.text, as_yaml(value, dice, rate)) for key, value in node.entries if dice.random() > rate]
    if pairs and dice.random() < 2 * rate:
        dice.shuffle(pairs)
    return {(dice.choice(WORDS[6:40]) if dice.random() < rate else key): value for key, value in pairs}


def written(value: object, depth: int = 0) -> str:
    """Return plain values as YAML in block style, every text in quotes."""
    pad = "  " * depth
    if isinstance(value, dict) and value:
        return "\n" + "".join(f"{pad}{quoted(key)}: {written(inner, depth + 1)}\n" for key, inner in value.items())
    if isinstance(value, list) and value:
        return "\n" + "".join(f"{pad}- {written(inner, depth + 1).lstrip()}\n" for inner in value)
    if isinstance(value, dict | list):
        return "{}" if isinstance(value, dict) else "[]"
    return "null" if value is None else quoted(str(value))


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''").replace("\n", " ") + "'"


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_a_mutated_plan_is_sound_or_told_with_file_and_line(chunk: int) -> None:
    dice = random.Random(chunk)  # noqa: S311  the same slips every time, no secret  a seed makes the same mutations everywhere
    sound = 0
    trees = [(parse_yaml(text, "mau.yaml")[0], register) for text, register in TEXTS]
    for number in range(IN_A_CHUNK):
        text, register = TEXTS[dice.randrange(len(TEXTS))]
        tree, its_register = trees[dice.randrange(len(trees))]
        if number % 2 and tree is not None:
            text, register = written(as_yaml(tree, dice, dice.choice([0.002, 0.01, 0.1]))) + "\n", its_register
        else:
            text = change_text(text, dice)
        changes = change_text(KINDS[KINDS.index("amendments:") :], dice) if number % 5 == 0 else ""
        sound += not outcome(text, register, changes)
    assert 0 < sound < IN_A_CHUNK


@pytest.mark.parametrize("chunk", range(4))
def test_a_mutated_register_or_calendar_is_sound_or_told_with_file_and_line(chunk: int) -> None:
    dice = random.Random(1000 + chunk)  # noqa: S311  the same slips every time, no secret
    for _ in range(150):
        for text, read in ((KINDS_REGISTER, read_register), (REGISTER, read_register), (CALENDAR, read_calendar)):
            changed = change_text(text, dice)
            found, errors = read(changed, "a.yaml")
            assert (found is None) == bool(errors)
            assert all(0 <= error.line <= len(changed.splitlines()) + 1 for error in errors)
            if isinstance(found, Register):
                for sound in (PLAN, KINDS):
                    outcome(sound, found)
            elif isinstance(found, WorkCalendar):
                assert found.is_working_day(
                    found.next_working_day(found.last_working_day(found.next_working_day(_A_DAY)))
                )


_A_DAY = load_plan("bac-giang", Library()).plan.starts
REGISTER_OF_PLAN = a_register()
HOSTILE: dict[str, str | bytes] = {
    "nothing": "",
    "only a comment": "# kế hoạch\n",
    "an enormous file": PLAN + "#" * MAX_BYTES,
    "an enormous list": "clauses:\n" + "  - II.1\n" * 40_000,
    "an enormous line": "code: " + "a" * 900_000,
    "deep brackets": "[" * 400_000,
    "deep braces": "{a: " * 200_000,
    "deep indents": "".join(" " * n + "a:\n" for n in range(1000)),
    "aliases that explode": "a: &a [x]\n" + "".join(f"b{n}: &b{n} [*a, *a, *a]\n" for n in range(100)),
    "UTF-16": PLAN.encode("utf-16"),
    "UTF-16 without a mark": PLAN.encode("utf-16-be"),
    "UTF-32": PLAN.encode("utf-32"),
    "an old Vietnamese code page": PLAN.encode("cp1258", errors="replace"),
    "half a character": PLAN.encode()[:-1] + b"\xe1\xba",
    "control characters": PLAN.replace("Phổ biến", "Phổ\x00biến"),
    "bytes of no text": bytes(range(256)) * 40,
    "half a pair": PLAN.replace("Phổ biến", "Phổ\ud800"),
    "a zip file": b"PK\x03\x04" + bytes(2000),
    "two documents": PLAN + "---\n" + PLAN,
    "a tag": PLAN.replace("title: Tổng hợp", "title: !!python/object:os.system ls"),
    "keys that are lists": "? [a, b]\n: c\n",
    "a merge key": PLAN.replace("tasks:\n", "tasks:\n  <<: {a: b}\n"),
    "other line ends": PLAN.replace("\n", "\u2028"),
    "four thousand tasks": PLAN.replace(
        "tasks:\n", "tasks:\n" + "".join(f"  II.{n}: {{time: luôn}}\n" for n in range(4_000))
    ),
    "a number that is a power": PLAN.replace("opens: 30 days before", "opens: " + "9" * 5000 + " days before"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_told_in_a_sentence_and_costs_little(name: str) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert outcome(HOSTILE[name], REGISTER_OF_PLAN)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 400_000  # kilobytes: the peak of the whole process


@pytest.mark.parametrize("ends", ["\r\n", "\r"])
def test_other_line_ends_are_read_as_lines(ends: str) -> None:
    assert outcome(PLAN.replace("\n", ends), REGISTER_OF_PLAN) == ()


def test_the_shipped_files_are_what_is_mutated() -> None:
    assert {path.stem for path in SHIPPED.rglob("*.yaml")} >= {*SAMPLES, "bac-giang", "agencies", "calendar"}
    assert isinstance(parse_yaml(PLAN, "mau.yaml")[0], Mapping)
