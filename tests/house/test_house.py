"""The house rules that a machine can see to."""

import re
import subprocess
import sys
import tomllib
import unicodedata
from collections import Counter
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from tests import PROJECT

SOURCES = ("plan", "models", "notifications", "reports", "web", "flows", "bench", "cli")
LOCK = (PROJECT / "requirements.lock").read_text()
PYPROJECT_TEXT = (PROJECT / "pyproject.toml").read_text()
PYPROJECT = tomllib.loads(PYPROJECT_TEXT)

# Without these the program breaks in ways that nothing else shows; the reasons stand in pyproject.toml.
PINS = {
    "prefect": "==3.9.1",
    "sqlalchemy": ">=2.1,<2.2",
    "whenever": ">=0.11",
    "apprise": ">=2.0",
}

TEXT_ENDINGS = {".css", ".csv", ".html", ".j2", ".lock", ".mako", ".md", ".py", ".sh", ".toml", ".txt", ".yaml", ".yml"}
LEFT_ASIDE = {
    ".bench",
    ".git",
    ".venv",
    ".venvs",
    ".hypothesis",
    ".import_linter_cache",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
}


def find_text_files() -> list[Path]:
    """List the project's own text files: those that git has or would take, or all where there is no git."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(listing, cwd=PROJECT, capture_output=True, text=True, check=True).stdout
        files = [PROJECT / name for name in listed.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        files = [path for path in PROJECT.rglob("*") if not LEFT_ASIDE & set(path.relative_to(PROJECT).parts)]
    return [
        path for path in files if path.is_file() and (path.suffix in TEXT_ENDINGS or path.name in ("dondoc", "run"))
    ]


def find_sources() -> list[Path]:
    """List the program's own modules, without the tests."""
    return sorted(path for folder in SOURCES for path in (PROJECT / folder).rglob("*.py"))


def run_python(*arguments: str) -> None:
    """Run this Python in the project with one of the environment's tools; fail with all that the tool says."""
    done = subprocess.run([sys.executable, "-P", *arguments], cwd=PROJECT, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.fail(f"{done.stdout}\n{done.stderr}", pytrace=False)


def locked_versions() -> dict[str, set[str]]:
    """Give the versions of each package in the lock: more than one where they differ by Python or system."""
    found: dict[str, set[str]] = {}
    for name, locked in re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", LOCK, re.MULTILINE):
        found.setdefault(normalized(name), set()).add(locked)
    return found


def normalized(name: str) -> str:
    """Give a package's name as the lock writes it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def find_unreasoned(text: str, opening: str) -> list[str]:
    """List the entries of the block that begins with the line `opening` which no comment precedes.

    A comment speaks for the entries right below it, up to the next comment or the next blank line.
    """
    unreasoned: list[str] = []
    reasoned = False
    lines = iter(text.splitlines())
    for line in lines:
        if line.strip() == opening:
            break
    else:
        pytest.fail(f"pyproject.toml has no line {opening!r}")
    for line in lines:
        entry = line.strip()
        if entry == "]" or entry.startswith("["):
            break
        if entry.startswith("#"):
            reasoned = True
        elif not entry:
            reasoned = False
        elif not reasoned and entry != '"error",':
            unreasoned.append(entry)
    return unreasoned


def test_no_source_file_is_longer_than_400_lines() -> None:
    lengths = {str(path.relative_to(PROJECT)): len(path.read_text().splitlines()) for path in find_sources()}
    assert {name: length for name, length in lengths.items() if length > 400} == {}


def test_no_folder_holds_more_than_15_source_files_of_its_own() -> None:
    # Migrations come one a release and stay for good; they are a list in order of time, not a room of concepts.
    counted = Counter(
        path.parent.relative_to(PROJECT)
        for path in [*find_sources(), *(PROJECT / "tests").rglob("*.py")]
        if path.parent.name != "versions"
    )
    assert {str(folder): number for folder, number in counted.items() if number > 15} == {}


def test_what_tests_share_stands_in_homes_and_no_test_takes_from_another() -> None:
    takes = re.compile(r"^\s*(?:from|import)\s+(tests(?:\.\w+)*\.test_\w+)", re.MULTILINE)
    found = {
        str(path.relative_to(PROJECT)): takes.findall(path.read_text()) for path in (PROJECT / "tests").rglob("*.py")
    }
    assert {name: taken for name, taken in found.items() if taken} == {}


def test_imports_go_one_way_and_each_library_has_one_home() -> None:
    run_python("-c", "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())")


def test_ruff_finds_nothing() -> None:
    run_python("-m", "ruff", "check", "--quiet", ".")


def test_the_code_is_formatted() -> None:
    run_python("-m", "ruff", "format", "--quiet", "--check", ".")


def test_the_types_hold() -> None:
    run_python("-m", "mypy")


@pytest.mark.parametrize("opening", ["ignore = [", "[tool.ruff.lint.per-file-ignores]", "filterwarnings = ["])
def test_each_exception_to_a_rule_gives_its_reason(opening: str) -> None:
    assert find_unreasoned(PYPROJECT_TEXT, opening) == []


def test_an_exception_without_a_reason_would_be_seen() -> None:
    text = 'ignore = [\n  # why\n  "A",\n  "B",\n\n  "C",\n]\n"D"'
    assert find_unreasoned(text, "ignore = [") == ['"C",']


def test_each_exception_within_a_file_names_its_rule_and_gives_its_reason() -> None:
    reasoned = re.compile(r": [A-Z]+\d+(, ?[A-Z]+\d+)* +(- )?\w+")
    bare = [
        f"{path.relative_to(PROJECT)}:{number}: {line.strip()}"
        for path in [*find_sources(), *(PROJECT / "tests").glob("*.py")]
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        for exception in line.split("# " + "noqa")[1:]
        if not reasoned.match(exception)
    ]
    assert bare == []


@pytest.mark.parametrize(("name", "allowed"), PINS.items())
def test_a_pin_stands_in_the_project_in_the_lock_and_in_what_is_installed(name: str, allowed: str) -> None:
    asked = {normalized(found.name): found for found in map(Requirement, PYPROJECT["project"]["dependencies"])}
    assert asked[name].specifier == SpecifierSet(allowed)
    assert all(SpecifierSet(allowed).contains(locked) for locked in locked_versions()[name])
    assert SpecifierSet(allowed).contains(version(name))


def test_each_pin_has_its_reason_above_it() -> None:
    lines = [line.strip() for line in PYPROJECT_TEXT.splitlines()]
    block = lines[lines.index("dependencies = [") :]
    pinned = [(above, line) for above, line in pairwise(block[: block.index("]")]) if re.search(r"[<>=]", line)]
    assert [line for above, line in pinned if not (above.startswith("#") or line.startswith("#"))] == []


def test_the_lock_holds_what_the_project_asks_for() -> None:
    locked = locked_versions()
    asked = map(Requirement, PYPROJECT["project"]["dependencies"] + PYPROJECT["dependency-groups"]["dev"])
    for requirement in asked:
        versions = locked.get(normalized(requirement.name), set())
        assert versions, f"{requirement} is not in the lock"
        assert all(requirement.specifier.contains(found) for found in versions), f"{requirement}: {versions}"


def test_each_line_of_the_lock_has_its_hashes_and_names_no_host() -> None:
    entries = re.split(r"\n(?=[A-Za-z0-9])", re.sub(r"^#.*\n", "", LOCK, flags=re.MULTILINE).strip())
    assert len(entries) > 100
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []
    assert "://" not in LOCK
    assert re.search(r"--(index-url|extra-index-url|find-links|trusted-host)", LOCK) is None


def test_all_text_is_in_nfc() -> None:
    texts = {str(path.relative_to(PROJECT)): path.read_text(encoding="utf-8") for path in find_text_files()}
    assert len(texts) > 30
    assert [name for name, text in texts.items() if not unicodedata.is_normalized("NFC", name + text)] == []


def test_no_text_names_a_folder_of_the_machine_it_was_written_on() -> None:
    someones_folder = re.compile(r"(?<![\w.])/(work|root|home/\w+|Users/\w+)/")
    found = [
        f"{path.relative_to(PROJECT)}:{number}"
        for path in find_text_files()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if someones_folder.search(line)
    ]
    assert found == []


def test_the_index_of_decisions_names_each_of_them() -> None:
    folder = PROJECT / "docs" / "decisions"
    named = set(re.findall(r"\]\((\d{4}-[a-z0-9-]+\.md)\)", (folder / "README.md").read_text()))
    assert named == {path.name for path in folder.glob("[0-9]*.md")}


def test_each_decision_has_a_status_and_a_day() -> None:
    status = re.compile(
        r"^\*\*Status\.\*\* (Accepted|Superseded by \d{4}|Amended by \d{4}), \d{4}-\d{2}-\d{2}\.", re.MULTILINE
    )
    without = [
        path.name
        for path in (PROJECT / "docs" / "decisions").glob("[0-9]*.md")
        if not status.search(path.read_text(encoding="utf-8"))
    ]
    assert without == []
