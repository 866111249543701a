"""Which address a recipient of the ladder has on a day."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from models.outbox.notices import NO_ADDRESS
from models.tables.decisions import Deputy
from notifications.contacts.directory import UNREADABLE, Directory, read_directory
from plan.errors import FileError
from plan.library import Library, load_plan

REGISTER = load_plan("bac-giang", Library()).register
ON = date(2023, 6, 5)
HEADER = "agency,name,post,head,channel,address,from,to\n"


def read(
    folder: Path, rows: str, *, made_up: bool = False, live: bool = True
) -> tuple[Directory, tuple[FileError, ...]]:
    file = folder / "contacts.csv"
    file.write_text(HEADER + rows, encoding="utf-8")
    return read_directory(file, [REGISTER], made_up=made_up, live=live)


def book(folder: Path, rows: str, *, made_up: bool = False) -> Directory:
    directory, faults = read(folder, rows, made_up=made_up)
    assert [fault for fault in faults if fault.line] == []
    return directory


def address(directory: Directory, recipient: str, on: date = ON) -> str | None:
    found = directory.find(recipient, on)
    return found.address if found else None


def test_without_a_file_a_trial_has_every_agency_and_the_chairman_at_a_domain_that_does_not_exist(
    tmp_path: Path,
) -> None:
    directory, faults = read_directory(tmp_path / "contacts.csv", [REGISTER], made_up=True, live=True)
    assert faults == ()
    for code in (*REGISTER.agencies, REGISTER.chairman):
        assert address(directory, code) == f"{code}@example.invalid"
        assert address(directory, f"{code}/head") is None


def test_without_a_file_nobody_is_known_where_letters_really_go_out(tmp_path: Path) -> None:
    directory, faults = read_directory(tmp_path / "contacts.csv", [REGISTER], made_up=False, live=True)
    assert address(directory, "so-y-te") is None
    assert directory.why_silent("so-y-te", ON) == NO_ADDRESS
    assert [str(fault) for fault in faults] == [
        (
            "contacts.csv: chưa có tệp này nên chưa biết gửi thư đến đâu; hãy viết tệp bằng dondoc contacts template, "
            "điền địa chỉ các cơ quan, rồi kiểm tra bằng dondoc contacts check."
        )
    ]


@pytest.mark.parametrize("rows", ["", "\n\n", ",,,,,,,\n"])
def test_a_file_without_an_address_is_told_to_an_office_as_a_warning_before_it_goes_live(
    tmp_path: Path, rows: str
) -> None:
    _, (fault,) = read(tmp_path, rows)
    assert str(fault).startswith("contacts.csv: tệp này chưa có dòng địa chỉ nào; ")
    _, (fault,) = read(tmp_path, rows, live=False)
    assert str(fault).startswith("contacts.csv: cảnh báo: tệp này chưa có dòng địa chỉ nào; ")


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


def test_a_wrong_row_stops_its_own_address_and_no_other_each_error_at_its_line(tmp_path: Path) -> None:
    rows = (
        "so-y-tee,,,,email,vanthu@syt.gov.vn,,\nso-y-te,,,,email,khong-phai-thu,,\nso-noi-vu,,,,email,vt@snv.gov.vn,,\n"
    )
    directory, faults = read(tmp_path, rows)
    assert [(fault.file, fault.line) for fault in faults] == [("contacts.csv", 2), ("contacts.csv", 3)]
    assert address(directory, "so-noi-vu") == "vt@snv.gov.vn"
    assert address(directory, "so-y-te") is None
    assert directory.why_silent("so-y-te", ON) == "dòng 3 của contacts.csv có lỗi, chờ sửa"
    assert directory.why_silent("so-noi-vu", ON) == ""


@pytest.mark.parametrize("made_up", [True, False])
def test_nobody_is_written_to_in_the_place_of_a_wrong_row(tmp_path: Path, *, made_up: bool) -> None:
    rows = "so-y-te,,,,email,a@b.vn; c@d.vn,,\nso-y-te,Trần Bình,Giám đốc,có,email,binh@syt.gov.vn,,\n"
    directory, _ = read(tmp_path, rows + "so-y-te,Lê An,Chuyên viên,,email,an@syt.gov.vn,,\n", made_up=made_up)
    assert address(directory, "so-y-te") is None
    assert directory.why_silent("so-y-te", ON) == "dòng 2 của contacts.csv có lỗi, chờ sửa"
    assert address(directory, "so-y-te/head") == "binh@syt.gov.vn"
    assert address(directory, "so-noi-vu") == ("so-noi-vu@example.invalid" if made_up else None)


@pytest.mark.parametrize(
    "wrong",
    [
        "so-y-te,Lê An,Chuyên viên,,email,an,,",
        "so-y-te,Trần Bình,Giám đốc,có,email,binh,,",
        "so-y-te,,,,email,cu@,,1/1/2023",
        "so-y-te,,,,email,moi@,1/1/2024,",
        "so-y-te,,,,email,vanthu@syt.gov.vn,,",
    ],
)
def test_a_wrong_row_that_letters_would_not_go_to_first_stops_nothing(tmp_path: Path, wrong: str) -> None:
    directory, faults = read(tmp_path, f"so-y-te,,,,email,vanthu@syt.gov.vn,,\n{wrong}\n")
    assert [fault.line for fault in faults] == [3]
    assert address(directory, "so-y-te") == "vanthu@syt.gov.vn"


def test_a_wrong_row_of_a_head_holds_his_letters_and_not_his_agencys(tmp_path: Path) -> None:
    directory, _ = read(
        tmp_path, "so-y-te,,,,email,vt@syt.gov.vn,,\nso-y-te,Trần Bình,Giám đốc,có,email,binh@syt.gov.vn,31/2/2023,\n"
    )
    assert directory.why_silent("so-y-te/head", ON) == "dòng 3 của contacts.csv có lỗi, chờ sửa"
    assert directory.why_silent("so-y-te", ON) == ""
    assert directory.why_silent("so-noi-vu/head", ON) == NO_ADDRESS


@pytest.mark.parametrize(
    "data",
    [
        HEADER.replace("to\n", "den\n") + "so-y-te,,,,email,vt@syt.gov.vn,,\n",
        (HEADER + "so-y-te,,,,email,vt@syt.gov.vn,,\n").encode("utf-16"),
        (HEADER + "so-y-te,Bác sĩ ê,,,email,vt@syt.gov.vn,,\n").encode("cp1258", "replace"),
        "",
    ],
)
def test_a_file_that_cannot_be_relied_on_holds_all_letters_but_a_deputys(tmp_path: Path, data: str | bytes) -> None:
    file = tmp_path / "contacts.csv"
    file.write_bytes(data.encode() if isinstance(data, str) else data)
    found, faults = read_directory(file, [REGISTER], made_up=True, live=True)
    directory = found.with_deputies([deputy(1, ON, ON, "thay@syt.gov.vn")])
    assert {(fault.file, fault.line) for fault in faults} <= {("contacts.csv", 1), ("contacts.csv", 2)} != set()
    assert address(directory, "so-y-te") is None
    assert directory.why_silent("so-y-te", ON) == directory.why_silent("so-y-te/head", ON) == UNREADABLE
    assert address(directory, "so-y-te/deputy") == "thay@syt.gov.vn"


def test_a_folder_in_the_place_of_the_file_is_told_and_holds_all_letters(tmp_path: Path) -> None:
    (tmp_path / "contacts.csv").mkdir()
    directory, (fault,) = read_directory(tmp_path / "contacts.csv", [REGISTER], made_up=True, live=True)
    assert str(fault) == "contacts.csv: không đọc được tệp này (đây là một thư mục; hãy thay bằng tệp danh bạ)."
    assert directory.why_silent("so-y-te", ON) == UNREADABLE


def test_one_telephones_a_person_first_and_never_the_head(tmp_path: Path) -> None:
    file = tmp_path / "contacts.csv"
    file.write_text(
        HEADER.strip()
        + ",phone\nso-y-te,,,,email,vt@soyte.example.vn,,,0204 3854 001\n"
        + "so-y-te,Lê Văn C,Chánh Văn phòng,,email,c@soyte.example.vn,,,0204 3854 002\n"
        + "so-y-te,Trần B,Giám đốc,có,email,b@soyte.example.vn,,,0204 3854 003\n"
        + "so-noi-vu,Trần D,Giám đốc,có,email,d@snv.example.vn,,,0204 3854 004\n",
        encoding="utf-8",
    )
    directory, _ = read_directory(file, [REGISTER], made_up=True, live=True)
    assert [one.phone for one in directory.telephones("so-y-te", ON)] == ["0204 3854 002", "0204 3854 001"]
    assert directory.telephones("so-noi-vu", ON) == directory.telephones("so-tu-phap", ON) == ()
