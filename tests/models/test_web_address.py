"""The address of the answer pages: what a link may begin with, and whether anybody but this machine can open it."""

from pathlib import Path

import pytest

from models.settings import SettingsError, open_home
from models.web_address import read_web_address


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("https://dondoc.tinh.gov.vn", "https://dondoc.tinh.gov.vn"),
        ("  https://dondoc.tinh.gov.vn/ \t", "https://dondoc.tinh.gov.vn"),
        ("\u00a0https://dondoc.tinh.gov.vn", "https://dondoc.tinh.gov.vn"),
        ("http://10.1.2.3:4280/bao-cao//", "http://10.1.2.3:4280/bao-cao"),
        ("HTTPS://Dondoc.tinh.gov.vn", "HTTPS://Dondoc.tinh.gov.vn"),
        ("http://[2001:db8::1]:4280", "http://[2001:db8::1]:4280"),
        ("https://xn--n-dcc.vn", "https://xn--n-dcc.vn"),
        ("", ""),
        ("   ", ""),
    ],
)
def test_an_address_is_read_without_the_blanks_around_it(written: str, read: str) -> None:
    assert read_web_address(written) == read


WRONG = [
    ("dondoc.tinh.example", "phải bắt đầu bằng http:// hoặc https://"),
    ("dondoc.tinh.example:4280", "phải bắt đầu bằng http:// hoặc https://"),
    ("//dondoc.tinh.example", "phải bắt đầu bằng http:// hoặc https://"),
    ("ftp://dondoc.tinh.example", "phải bắt đầu bằng http:// hoặc https://"),
    ("https:/dondoc.tinh.example", "phải bắt đầu bằng http:// hoặc https://"),
    ("https://", "phải bắt đầu bằng http:// hoặc https://"),
    ("https://:4280", "có cổng hoặc tên máy sai"),
    ("https://dondoc..tinh.vn", "có cổng hoặc tên máy sai"),
    ("https://dondoc.tinh.vn:70000", "có cổng hoặc tên máy sai"),
    ("https://dondoc.tinh.vn:bốn", "có cổng hoặc tên máy sai"),
    ("https://[::1", "có cổng hoặc tên máy sai"),
    ("https://don doc.tinh.vn", "có dấu cách hoặc ký tự ẩn"),
    ("https://đônđốc.vn", "không phải ASCII"),
    ("https://an:mat-khau@dondoc.tinh.vn", "tên đăng nhập"),
    ("https://dondoc.tinh.vn/?trang=1", "dấu ?"),
    ("https://dondoc.tinh.vn/#đầu", "không phải ASCII"),
    ("https://dondoc.tinh.vn/#dau", "dấu #"),
]


@pytest.mark.parametrize(("written", "words"), WRONG)
def test_an_address_that_no_link_can_begin_with_is_refused_at_its_line(
    tmp_path: Path, written: str, words: str
) -> None:
    file = tmp_path / "dondoc.toml"
    file.write_text(f'# thiết lập\nplans = ["bac-giang"]\nanswer_url = "{written}"\n', encoding="utf-8")
    with pytest.raises(SettingsError) as refused:
        open_home(tmp_path)
    sentence = str(refused.value)
    assert sentence.startswith(f"{file}:3: địa chỉ trang báo cáo ")
    assert words in sentence
    assert "mat-khau" not in sentence


def test_one_in_the_environment_is_refused_by_the_name_of_the_variable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DONDOC_ANSWER_URL", "dondoc.tinh.example")
    with pytest.raises(SettingsError, match=r"^DONDOC_ANSWER_URL: địa chỉ trang báo cáo «dondoc.tinh.example» phải"):
        open_home(tmp_path)
    monkeypatch.setenv("DONDOC_ANSWER_URL", "https://dondoc\u200b.tinh.vn")
    with pytest.raises(SettingsError, match=r"^DONDOC_ANSWER_URL: địa chỉ trang báo cáo có dấu cách hoặc ký tự ẩn"):
        open_home(tmp_path)


def test_without_one_it_is_the_address_that_is_listened_on(tmp_path: Path) -> None:
    assert open_home(tmp_path, {"host": "::1", "web_port": 4411}).answer_url == "http://[::1]:4411"
