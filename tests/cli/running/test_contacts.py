"""`dondoc contacts template`: a table that a clerk fills in with Excel and that is then sound as it stands."""

from pathlib import Path

import pytest

from cli.__main__ import main


def test_a_template_lacks_nothing_but_addresses(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home, file = str(tmp_path / "home"), tmp_path / "contacts.csv"
    assert main(["contacts", "template", str(file), "--home", home]) == 0
    text = file.read_bytes().decode("utf-8-sig")
    assert text.startswith("agency;name;post;head;channel;address;from;to;phone\r\n")
    assert "so-y-te;Văn thư Sở Y tế;;;email;;;;\r\n" in text
    assert "chu-tich-ubnd-tinh;Thư ký Chủ tịch UBND tỉnh;;;email;;;;\r\n" in text
    assert "so-ke-hoach-va-dau-tu" not in text, "it ended on 28/2/2025"

    capsys.readouterr()
    assert main(["contacts", "check", str(file), "--home", home]) == 1
    told = capsys.readouterr().out.splitlines()
    assert len(told) == text.count("\r\n") - 1
    assert all("thiếu địa chỉ thư" in line for line in told)

    file.write_text(text.replace(";email;;", ";email;van-thu@tinh.gov.vn;"), encoding="utf-8")
    assert main(["contacts", "check", str(file), "--home", home]) == 0


def test_what_was_filled_in_is_not_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "contacts.csv"
    file.write_text("đã điền", encoding="utf-8")
    assert main(["contacts", "template", str(file), "--home", str(tmp_path / "home")]) == 2
    assert "đã có tệp này" in capsys.readouterr().err
    assert file.read_text(encoding="utf-8") == "đã điền"


def test_a_home_of_two_provinces_names_the_agencies_of_the_other_one_with_it(tmp_path: Path) -> None:
    home, file = tmp_path / "home", tmp_path / "contacts.csv"
    home.mkdir()
    (home / "dondoc.toml").write_text('plans = ["bac-giang", "lao-cai"]\n', encoding="utf-8")
    assert main(["contacts", "template", str(file), "--home", str(home)]) == 0
    codes = [line.split(";")[0] for line in file.read_text(encoding="utf-8-sig").splitlines()[1:]]
    assert {"cong-an-tinh", "lao-cai:cong-an-tinh"} <= set(codes)
    assert len(codes) == len(set(codes))


def test_without_a_name_the_address_book_of_the_home_is_checked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "contacts.csv"
    assert main(["contacts", "template", str(file), "--home", str(tmp_path)]) == 0
    capsys.readouterr()
    assert main(["contacts", "check", "--home", str(tmp_path)]) == 1
    assert capsys.readouterr().out.startswith(f"{file}:2: ")
