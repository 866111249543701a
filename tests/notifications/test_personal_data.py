"""The address book names agencies as the home knows them: a namesake in another province's agency of one code is another."""

from pathlib import Path

import pytest

from models.people.grants import OwnOffice
from models.people.whom import whom
from models.settings import open_home
from notifications.personal_data import contact_lines

OWN = OwnOffice("bac-giang", "van-phong-ubnd-tinh")
BOOK = """agency,name,post,head,channel,address,from,to
so-y-te,Nguyễn Văn An,Chuyên viên,,email,vanthu@syt.bacgiang.gov.vn,,
lao-cai:so-y-te,Nguyễn Văn An,Chuyên viên,,email,vanthu@syt.laocai.gov.vn,,
"""


@pytest.mark.parametrize(("province", "line"), [("bac-giang", 2), ("lao-cai", 3)])
def test_a_line_of_the_address_book_is_his_whose_agency_it_names(tmp_path: Path, province: str, line: int) -> None:
    home = open_home(tmp_path)
    home.contacts_file.write_text(BOOK, encoding="utf-8")
    him = whom("a1", province, "so-y-te", judging=False, name="Nguyễn Văn An")
    assert [number for number, _ in contact_lines(home, him, OWN)] == [line]
