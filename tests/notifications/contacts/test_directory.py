"""Which address a recipient of the ladder has on a day."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from models.tables.decisions import Deputy
from notifications.contacts.directory import Directory, read_directory
from plan.errors import PlanRefusedError
from plan.library import Library, load_plan

REGISTER = load_plan("bac-giang", Library()).register
ON = date(2023, 6, 5)
HEADER = "agency,name,post,head,channel,address,from,to\n"


def book(folder: Path, rows: str, *, made_up: bool = False) -> Directory:
    file = folder / "contacts.csv"
    file.write_text(HEADER + rows, encoding="utf-8")
    return read_directory(file, [REGISTER], made_up=made_up)


def address(directory: Directory, recipient: str, on: date = ON) -> str | None:
    found = directory.find(recipient, on)
    return found.address if found else None


def test_without_a_file_a_trial_has_every_agency_and_the_chairman_at_a_domain_that_does_not_exist(
    tmp_path: Path,
) -> None:
    directory = read_directory(tmp_path / "contacts.csv", [REGISTER], made_up=True)
    for code in (*REGISTER.agencies, REGISTER.chairman):
        assert address(directory, code) == f"{code}@example.invalid"
        assert address(directory, f"{code}/head") is None


def test_without_a_file_nobody_is_known_where_letters_really_go_out(tmp_path: Path) -> None:
    directory = read_directory(tmp_path / "contacts.csv", [REGISTER], made_up=False)
    assert address(directory, "so-y-te") is None


def test_the_function_mailbox_comes_before_persons_and_a_stand_in_only_where_nobody_is(tmp_path: Path) -> None:
    directory = book(
        tmp_path,
        "so-y-te,Lê An,Chuyên viên,,email,an@syt.gov.vn,,\nso-y-te,,,,email,vanthu@syt.gov.vn,,\n",
        made_up=True,
    )
    assert address(directory, "so-y-te") == "vanthu@syt.gov.vn"
    assert address(directory, "so-noi-vu") == "so-noi-vu@example.invalid"


def test_a_head_is_found_only_under_an_address_of_its_own(tmp_path: Path) -> None:
    directory = book(
        tmp_path,
        "so-y-te,,,,email,vanthu@syt.gov.vn,,\n"
        "so-y-te,Trần Bình,Giám đốc,có,email,binh@syt.gov.vn,,\n"
        "so-noi-vu,,,,email,vanthu@snv.gov.vn,,\n"
        "so-noi-vu,Lý Chi,Giám đốc,có,email,vanthu@snv.gov.vn,,\n",
    )
    assert address(directory, "so-y-te/head") == "binh@syt.gov.vn"
    assert address(directory, "so-noi-vu/head") is None


def test_an_agency_of_which_only_the_head_is_known_is_reached_through_the_head_once(tmp_path: Path) -> None:
    directory = book(tmp_path, "so-y-te,Trần Bình,Giám đốc,có,email,binh@syt.gov.vn,,\n")
    assert address(directory, "so-y-te") == "binh@syt.gov.vn"
    assert address(directory, "so-y-te/head") is None


def test_an_address_holds_from_its_first_day_to_its_last(tmp_path: Path) -> None:
    directory = book(
        tmp_path,
        "so-y-te,,,,email,cu@syt.gov.vn,,30/6/2023\nso-y-te,,,,email,moi@syt.gov.vn,1/7/2023,31/12/2023\n",
        made_up=True,
    )
    found = [address(directory, "so-y-te", day) for day in (ON, date(2023, 6, 30), date(2023, 7, 1))]
    assert found == ["cu@syt.gov.vn", "cu@syt.gov.vn", "moi@syt.gov.vn"]
    assert address(directory, "so-y-te", date(2024, 1, 1)) == "so-y-te@example.invalid"


def deputy(number: int, starts: date, ends: date, at: str = "cuc@syt.gov.vn", province: str = "bac-giang") -> Deputy:
    return Deputy(
        province=province,
        agency="so-y-te",
        number=number,
        name="Phạm Thị Cúc",
        post="Phó phòng",
        address=at,
        starts=starts,
        ends=ends,
        named_by="Nguyễn Văn An",
        way="page",
        learnt_at=datetime(2023, 6, 1, tzinfo=UTC),
    )


def test_a_deputy_is_found_from_the_first_day_of_his_time_to_the_last_and_the_agency_beside_him(tmp_path: Path) -> None:
    known = book(tmp_path, "so-y-te,,,,email,vanthu@syt.gov.vn,,\n")
    directory = known.with_deputies([deputy(1, date(2023, 6, 5), date(2023, 6, 9))])
    days = (date(2023, 6, 4), date(2023, 6, 5), date(2023, 6, 9), date(2023, 6, 10))
    assert [address(directory, "so-y-te/deputy", on) for on in days] == [None, "cuc@syt.gov.vn", "cuc@syt.gov.vn", None]
    assert address(directory, "so-y-te") == "vanthu@syt.gov.vn"
    assert address(directory, "so-noi-vu/deputy") is None


def test_of_several_deputies_the_one_named_last_counts(tmp_path: Path) -> None:
    both = [deputy(1, ON, ON), deputy(2, ON, ON, "dung@syt.gov.vn")]
    assert address(book(tmp_path, "").with_deputies(both), "so-y-te/deputy") == "dung@syt.gov.vn"


def test_a_deputy_at_the_agencys_own_address_has_no_letter_of_his_own(tmp_path: Path) -> None:
    known = book(tmp_path, "so-y-te,,,,email,vanthu@syt.gov.vn,,\n")
    assert address(known.with_deputies([deputy(1, ON, ON, "vanthu@syt.gov.vn")]), "so-y-te/deputy") is None


def test_a_deputy_in_another_province_stands_in_for_that_agency_only(tmp_path: Path) -> None:
    directory = book(tmp_path, "").with_deputies([deputy(1, ON, ON, province="lao-cai")])
    assert address(directory, "so-y-te/deputy") is None
    assert address(directory, "lao-cai:so-y-te/deputy") == "cuc@syt.gov.vn"


def test_the_chairman_may_stand_in_the_address_book(tmp_path: Path) -> None:
    directory = book(tmp_path, "chu-tich-ubnd-tinh,,,,email,chutich@tinh.gov.vn,,\n")
    assert address(directory, "chu-tich-ubnd-tinh") == "chutich@tinh.gov.vn"


def test_a_faulty_file_is_refused_with_every_error_at_its_line(tmp_path: Path) -> None:
    with pytest.raises(PlanRefusedError) as refused:
        book(tmp_path, "so-y-tee,,,,email,vanthu@syt.gov.vn,,\nso-y-te,,,,email,khong-phai-thu,,\n")
    assert [(Path(error.file).name, error.line) for error in refused.value.errors] == [
        ("contacts.csv", 2),
        ("contacts.csv", 3),
    ]


def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "contacts.csv").mkdir()
    with pytest.raises(PlanRefusedError) as refused:
        read_directory(tmp_path / "contacts.csv", [REGISTER], made_up=True)
    (error,) = refused.value.errors
    assert "không đọc được" in str(error)
