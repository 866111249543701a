"""`dondoc handover`: checked with the whole plan, written once, and nothing else in the file touched."""

from datetime import date
from pathlib import Path

import pytest
from sqlmodel import col, select
from typer.testing import CliRunner

from cli.acts import handover
from flows.acts.open_home import OpenHome, load_plans
from models.tables.core import CheckIn
from plan.language.handover_text import append_handover
from plan.parties import Party, Transfer
from tests.homes.offices import round_on
from tests.homes.reorganised_office import reorganised_office, write_changes

OPENED = date(2025, 2, 17)
FIFTH = ["--from", "so-tai-chinh", "--to", "so-khoa-hoc", "--ref", "I.5", "--date", "24/2/2025", "--by", "Công văn 7"]


def run(office: OpenHome, *args: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(handover.app, [*args, "--home", str(office.home.path)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


def changes(office: OpenHome) -> str:
    file = office.home.plans / "changes" / "ke-hoach-thu.yaml"
    return file.read_text(encoding="utf-8") if file.exists() else ""


def holder_of_fifth(office: OpenHome) -> list[str]:
    with office.database.read() as session:
        fifth = select(CheckIn.holder).where(CheckIn.ref == "I.5", CheckIn.occurrence == "2025-H1")
        return list(session.exec(fifth.order_by(col(CheckIn.id))))


def test_a_hand_over_is_written_and_the_next_round_moves_what_it_said(tmp_path: Path) -> None:
    with reorganised_office(tmp_path, date(2025, 2, 10)) as office:
        round_on(office, OPENED)
        code, out, err = run(office, *FIFTH)
        assert (code, err) == (0, "")
        assert "Đợt đôn đốc ngày 24/02/2025 sẽ chuyển 1 báo cáo đang mở" in out
        assert "I.5, kỳ 2025-H1, hạn 19/3/2025: Sở Tài chính → Sở Khoa học" in out
        assert changes(office).endswith(
            "handovers:\n  - date: 24/2/2025\n    refs: [I.5]\n    from: so-tai-chinh\n"
            '    to: so-khoa-hoc\n    by: "Công văn 7"\n'
        )
        assert holder_of_fifth(office) == ["so-tai-chinh"]
        round_on(office, date(2025, 2, 24))
        assert holder_of_fifth(office) == ["so-khoa-hoc"]


def test_the_same_hand_over_twice_is_refused_and_written_once(tmp_path: Path) -> None:
    with reorganised_office(tmp_path, date(2025, 2, 10)) as office:
        run(office, *FIFTH)
        once = changes(office)
        code, _, err = run(office, *FIFTH)
        assert code == 1
        assert "đã được ghi" in err
        assert run(office, *(arg.replace("so-khoa-hoc", "cong-an-tinh") for arg in FIFTH))[0] == 1
        assert changes(office) == once


def test_comments_and_the_order_of_the_file_stay(tmp_path: Path) -> None:
    before = """\
# Của văn phòng
handovers:
  # đã duyệt
  - {date: 20/2/2025, refs: I.1, from: so-ke-hoach, to: so-tai-chinh, by: Công văn 1}  # cũ

# sửa đổi
amendments:
  - date: 1/1/2026
    by: Quyết định 2
    end: [I.5]
"""
    with reorganised_office(tmp_path, date(2025, 2, 10)) as office:
        write_changes(office.home.path, "")
        (office.home.plans / "changes" / "ke-hoach-thu.yaml").write_text(before, encoding="utf-8")
        assert run(office, *FIFTH)[0] == 0
        after = changes(office)
        added = after.replace('    by: "Công văn 7"\n', "").splitlines()
        assert [line for line in after.splitlines() if line in before.splitlines()] == before.splitlines()
        assert added.index("  - date: 24/2/2025") == 4
        assert len(load_plans(office)["ke-hoach-thu"].plan.handovers) == 2


@pytest.mark.parametrize(
    ("option", "value", "sentence"),
    [
        ("--from", "so-tai-chin", "so-tai-chinh"),
        ("--to", "so-y-te", "so-y-te"),
        ("--to", "so-khoa-hoc (an-toann)", "an-toann"),
        ("--ref", "I.9", "I.9"),
        ("--date", "31/2/2025", "31/2/2025"),
        ("--to", "cac-so", "cac-so"),
        ("--by", "  ", "--by"),
    ],
)
def test_what_the_plan_cannot_bear_is_refused_with_its_sentence_and_nothing_is_written(
    tmp_path: Path, option: str, value: str, sentence: str
) -> None:
    with reorganised_office(tmp_path, date(2025, 2, 10)) as office:
        args = list(FIFTH)
        args[args.index(option) + 1] = value
        code, _, err = run(office, *args)
        assert code in (1, 2)
        assert sentence in err
        assert changes(office) == ""


def test_a_split_and_a_hand_over_to_nobody_are_written_as_the_language_has_them(tmp_path: Path) -> None:
    with reorganised_office(tmp_path, date(2025, 2, 10)) as office:
        base = ["--from", "so-tai-chinh", "--ref", "I.5", "--by", 'Công văn "8": đợt 2 #3']
        parts = ["--to", "cong-an-tinh (an-toan)", "--to", "so-khoa-hoc (truyen-thong)"]
        assert run(office, *base, *parts, "--date", "2025-02-24")[0] == 0
        assert run(office, *base, "--to", "none", "--date", "2025-02-20")[0] == 0
        moves = load_plans(office)["ke-hoach-thu"].plan.handovers
        assert [(move.on, [str(heir) for heir in move.heirs], move.act) for move in moves] == [
            (date(2025, 2, 20), [], 'Công văn "8": đợt 2 #3'),
            (date(2025, 2, 24), ["cong-an-tinh (an-toan)", "so-khoa-hoc (truyen-thong)"], 'Công văn "8": đợt 2 #3'),
        ]


def test_a_file_with_its_hand_overs_on_one_line_is_refused_untouched(tmp_path: Path) -> None:
    text = "handovers: [{date: 20/2/2025, from: so-ke-hoach, to: so-tai-chinh, by: Công văn 1}]\n"
    with reorganised_office(tmp_path, date(2025, 2, 10)) as office:
        write_changes(office.home.path, "")
        (office.home.plans / "changes" / "ke-hoach-thu.yaml").write_text(text, encoding="utf-8")
        code, _, err = run(office, *FIFTH)
        assert code == 1
        assert "hãy viết mỗi bàn giao thành một mục" in err
        assert changes(office) == text


def test_an_empty_file_a_comment_alone_and_windows_line_ends_take_an_entry() -> None:
    move = Transfer(date(2025, 3, 1), "so-a", (Party("so-b"),), "Công văn 1")
    entry = '  - date: 1/3/2025\n    from: so-a\n    to: so-b\n    by: "Công văn 1"\n'
    assert append_handover("", move).endswith(f"handovers:\n{entry}")
    assert append_handover("# ghi chú\n", move) == f"# ghi chú\nhandovers:\n{entry}"
    assert append_handover("handovers:\r\n- {date: 1/2/2025}", move) == (
        "handovers:\n- {date: 1/2/2025}\n" + entry.replace("\n    ", "\n  ").replace("  - ", "- ", 1)
    )
