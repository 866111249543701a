"""contacts.csv: who is reached on a day, and every error at its line."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.contacts.contacts_file import Contact, Doubt, Kind, StandIns, contacts_for, read_contacts

CODES = ("cong-an-tinh", "so-y-te", "so-tai-chinh", "van-phong-ubnd-tinh")
HEADER = "agency,name,post,head,channel,address,from,to\n"
TODAY = date(2023, 6, 5)

SOUND = """\
agency,name,post,head,channel,address,from,to
so-y-te,Nguyễn Văn A,Chánh Văn phòng,,email,a.nguyen@soyte.example.vn,,
so-y-te,Văn thư Sở Y tế,,không,email,vanthu@soyte.example.vn,,
so-y-te,"Trần Thị B, TTND",Giám đốc,có,email,giamdoc@soyte.example.vn,1/1/2022,30/6/2023
so-y-te,Lê Văn C,Giám đốc,yes,email,giamdoc2@soyte.example.vn,2023-07-01,
so-tai-chinh,,,no,email,stc@tinh.example.vn
"""


def errors_of(text: str | bytes) -> list[str]:
    return [str(error) for error in read_contacts(text, "contacts.csv", CODES).errors]


def sound(text: str | bytes) -> tuple[Contact, ...]:
    """The contacts of a file in which nothing is wrong."""
    read = read_contacts(text, "contacts.csv", CODES)
    assert (read.errors, read.doubts, read.readable) == ((), (), True)
    return read.contacts


def errors_of_row(row: str) -> list[str]:
    """The errors of one row below a sound header: all of them stand at line 2."""
    found = errors_of(HEADER + row + "\n")
    assert all(error.startswith("contacts.csv:2: ") for error in found), found
    return [error.removeprefix("contacts.csv:2: ") for error in found]


def addresses(agency: str, on: date, head: bool = False) -> list[str]:
    contacts = sound(SOUND)
    return [contact.address for contact in contacts_for(contacts, agency, on, head)]


def test_a_sound_file_is_read_whole() -> None:
    contacts = sound(SOUND)
    assert len(contacts) == 5
    assert contacts[2] == Contact(
        "so-y-te",
        "Trần Thị B, TTND",
        "Giám đốc",
        True,
        "email",
        "giamdoc@soyte.example.vn",
        date(2022, 1, 1),
        date(2023, 6, 30),
    )


def test_the_function_mailbox_comes_before_persons() -> None:
    assert addresses("so-y-te", TODAY) == ["vanthu@soyte.example.vn", "a.nguyen@soyte.example.vn"]


def test_the_head_is_reached_from_the_first_to_the_last_day_written() -> None:
    assert addresses("so-y-te", date(2021, 12, 31), head=True) == []
    assert addresses("so-y-te", date(2022, 1, 1), head=True) == ["giamdoc@soyte.example.vn"]
    assert addresses("so-y-te", date(2023, 6, 30), head=True) == ["giamdoc@soyte.example.vn"]
    assert addresses("so-y-te", date(2023, 7, 1), head=True) == ["giamdoc2@soyte.example.vn"]


def test_an_agency_of_which_only_the_head_is_known_is_reached_through_the_head() -> None:
    contacts = sound(HEADER + "so-y-te,B,Giám đốc,có,email,gd@soyte.example.vn,,\n")
    assert [contact.post for contact in contacts_for(contacts, "so-y-te", TODAY)] == ["Giám đốc"]


def test_nobody_stands_in_for_a_head_who_is_not_known() -> None:
    assert addresses("so-tai-chinh", TODAY, head=True) == []


def test_an_agency_without_a_row_has_no_contact() -> None:
    assert addresses("cong-an-tinh", TODAY) == []


def test_a_head_may_read_the_function_mailbox() -> None:
    rows = "so-y-te,Văn thư,,,email,VT@soyte.example.vn,,\nso-y-te,B,Giám đốc,có,email,vt@soyte.example.vn,,\n"
    contacts = sound(HEADER + rows)
    assert [contact.address for contact in contacts_for(contacts, "so-y-te", TODAY)] == ["VT@soyte.example.vn"]
    assert [contact.name for contact in contacts_for(contacts, "so-y-te", TODAY, head=True)] == ["B"]


def test_in_a_trial_every_agency_has_a_function_mailbox_nobody_can_reach() -> None:
    contacts = tuple(StandIns(tuple(sorted(CODES))))
    assert [contact.address for contact in contacts_for(contacts, "so-y-te", TODAY)] == ["so-y-te@example.invalid"]
    assert all(contact.kind is Kind.MAILBOX for contact in contacts)
    assert len(contacts) == len(CODES)


def test_excel_of_vietnam_separates_by_semicolons_and_adds_a_byte_order_mark() -> None:
    text = "Agency;Name;Post;Head;Channel;Address;From;To\r\nso-y-te;Sở Y tế, văn thư;;;email;vt@soyte.example.vn;;\r\n"
    contacts = sound(text.encode("utf-8-sig"))
    assert contacts[0].name == "Sở Y tế, văn thư"


def test_columns_may_stand_in_another_order_and_blank_rows_between() -> None:
    text = "address,agency,channel,head,post,name,to,from\n\n,,,,,,,\nvt@soyte.example.vn,so-y-te,email\n"
    contacts = sound(text)
    assert contacts == (Contact("so-y-te", "", "", False, "email", "vt@soyte.example.vn", None, None),)


def test_names_are_kept_in_composed_letters() -> None:
    contacts = sound(HEADER + "so-y-te,Lê Thi\u0323,,,email,a@b.example.vn,,\n")
    assert contacts[0].name == "Lê Thị"


def test_all_errors_of_a_file_are_told_at_once_each_at_its_line() -> None:
    text = HEADER + (
        "so-yte,,,,email,a@b.example.vn,,\n"
        "so-y-te,,,đúng,fax,khong-phai-dia-chi,31/2/2023,\n"
        "\n"
        "so-tai-chinh,,,,email,c@d.example.vn,2/1/2023,1/1/2023\n"
    )
    found = errors_of(text)
    assert [error.split(":")[1] for error in found] == ["2", "3", "3", "3", "3", "5"]
    assert found[0] == "contacts.csv:2: không có cơ quan nào mã “so-yte”; có phải là “so-y-te”?"


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("Sở Y tế,,,,email,a@b.vn,,", "không có cơ quan nào mã “Sở Y tế”; có phải là “so-y-te”?"),
        (
            "xyz,,,,email,a@b.vn,,",
            "không có cơ quan nào mã “xyz”; các mã ghi trong agencies.yaml của tỉnh.",
        ),
        (",,,,email,a@b.vn,,", "thiếu mã cơ quan; hãy ghi mã như so-y-te vào cột agency."),
        ("so-y-te,,,,zalo,a@b.vn,,", "không có kênh “zalo”; cột channel chỉ nhận: email."),
        ("so-y-te,,,,,a@b.vn,,", "thiếu kênh; cột channel chỉ nhận: email."),
        ("so-y-te,,,x,email,a@b.vn,,", "cột head ghi “x”; chỉ ghi có, không, yes, no hoặc để trống."),
        ("so-y-te,,,,email,,,", "thiếu địa chỉ thư; hãy ghi một địa chỉ dạng ten@coquan.gov.vn."),
        (
            "so-y-te,,,,email,a.b.vn,,",
            "địa chỉ “a.b.vn” không đúng dạng ten@coquan.gov.vn; hãy sửa lại.",
        ),
        ("so-y-te,,,,email,a@b.vn;c@d.vn,,", "“a@b.vn;c@d.vn” có hơn một địa chỉ; mỗi dòng chỉ ghi một địa chỉ."),
        (
            "so-y-te,,,,email,Văn thư <a@b.vn>,,",
            "địa chỉ “Văn thư <a@b.vn>” có cả tên hoặc dấu < >; chỉ ghi phần địa chỉ, như ten@coquan.gov.vn.",
        ),
        (
            "so-y-te,,,,email,sở@b.vn,,",
            "địa chỉ “sở@b.vn” có chữ có dấu; địa chỉ thư chỉ gồm chữ không dấu.",
        ),
        (
            "so-y-te,,,,email,a@b.vn,45000,",
            (
                "cột from ghi “45000”; bảng tính đã đổi ngày thành số (có lẽ là 15/3/2023), "
                "hãy ghi ngày dạng 15/6/2023 hoặc 2023-06-15."
            ),
        ),
        ("so-y-te,,,,email,a@b.vn,15/6/23,", "cột from ghi “15/6/23”; hãy ghi năm đủ bốn chữ số, như 15/6/2023."),
        (
            "so-y-te,,,,email,a@b.vn,15-Jun-23,",
            "cột from ghi “15-Jun-23”; hãy ghi ngày dạng 15/6/2023 hoặc 2023-06-15.",
        ),
        (
            'so-y-te,,,,email,"1,00E+08",,',
            (
                "ô “1,00E+08” là một số dài đã bị bảng tính rút gọn, không còn đủ chữ số; "
                "hãy đổi định dạng ô thành Văn bản (Text) rồi ghi lại."
            ),
        ),
        (
            "so-y-te,,,,email,a@b.vn,########,",
            "ô “########” là công thức hoặc lỗi của bảng tính; hãy ghi chữ, hoặc để trống ô.",
        ),
        (
            'so-y-te,Lê "An",,,email,"a@b.vn"x,,',
            'có dấu ngoặc kép (") mở mà không đóng, hoặc đóng giữa ô; hãy sửa dấu ngoặc kép ở dòng này.',
        ),
        (
            "so-y-te,,,,email,a@b.vn,,6/15/2023",
            "cột to ghi “6/15/2023” nhưng không có ngày đó; ngày trước, tháng sau, như 15/6/2023.",
        ),
        (
            "so-y-te,,,,email,a@b.vn,2/1/2023,2023-01-01",
            "ngày from (02/01/2023) sau ngày to (01/01/2023); hãy đổi lại.",
        ),
        (
            'so-y-te,"=HYPERLINK(""http://x"")",,,email,a@b.vn,,',
            'ô “=HYPERLINK("http://x")” là công thức hoặc lỗi của bảng tính; hãy ghi chữ, hoặc để trống ô.',
        ),
        (
            "so-y-te,#REF!,,,email,a@b.vn,,",
            "ô “#REF!” là công thức hoặc lỗi của bảng tính; hãy ghi chữ, hoặc để trống ô.",
        ),
        (
            "so-y-te,Nguyễn Văn A, Trưởng phòng,,,email,a@b.vn,,",
            "có 9 ô mà chỉ có 8 cột; ô có dấu phẩy bên trong phải đặt trong ngoặc kép.",
        ),
        (
            "so-y-te;Văn thư;;;email;a@b.vn;;",
            "dòng này ngăn cách bằng dấu chấm phẩy, còn tên cột bằng dấu phẩy.",
        ),
        ("so-y-te,Văn\x0bthư,,,email,a@b.vn,,", "có ký tự ẩn (U+000B); hãy xóa và gõ lại chỗ đó."),
        ("so-y-te,,,,email,a\u202e@b.vn,,", "có ký tự ẩn (U+202E); hãy xóa và gõ lại chỗ đó."),
        ("so-y-te,S\ufffd Y t\ufffd,,,email,a@b.vn,,", "có ký tự ẩn (U+FFFD); hãy xóa và gõ lại chỗ đó."),
        ('so-y-te,"Văn\nthư",,,email,a@b.vn,,', "ô “Văn…” xuống dòng; mỗi ô chỉ viết trên một dòng."),
    ],
)
def test_a_wrong_cell_gets_a_sentence_with_the_way_out(row: str, sentence: str) -> None:
    assert errors_of_row(row) == [sentence]


def test_a_row_that_repeats_an_earlier_one_is_told_with_that_line() -> None:
    row = "so-y-te,,,,email,a@b.example.vn,,\n"
    assert errors_of(HEADER + row + row.replace("a@b", "A@B")) == [
        "contacts.csv:3: trùng với dòng 2: cùng cơ quan, cùng địa chỉ, cùng thời gian; hãy bỏ một dòng."
    ]


def test_the_same_address_in_two_spans_that_do_not_meet_is_no_repetition() -> None:
    rows = "so-y-te,,,,email,a@b.example.vn,,30/6/2023\nso-y-te,,,,email,a@b.example.vn,1/7/2023,\n"
    assert errors_of(HEADER + rows) == []
    assert len(errors_of(HEADER + rows.replace("1/7/2023", "30/6/2023"))) == 1


def test_lines_are_counted_as_an_editor_counts_them_even_after_a_cell_of_two_lines() -> None:
    text = HEADER + 'so-y-te,"một\nhai",,,email,a@b.example.vn,,\nsai,,,,email,c@d.example.vn,,\n'
    assert [error.split(":")[1] for error in errors_of(text)] == ["2", "4"]


def test_columns_that_are_unknown_repeated_or_missing_are_told_at_the_header() -> None:
    text = "\nagency,agency,name,post,head,chanel,address,from,ghi chú\nso-y-te,,,,,email,a@b.example.vn,,\n"
    assert errors_of(text) == [
        "contacts.csv:2: cột “agency” có hai lần; hãy bỏ một cột.",
        "contacts.csv:2: không có cột nào tên “chanel”; có phải là “channel”?",
        (
            "contacts.csv:2: không có cột nào tên “ghi chú”; "
            "chỉ dùng các cột agency, name, post, head, channel, address, from, to, phone."
        ),
        "contacts.csv:2: thiếu cột channel, to; cột không dùng thì để trống ô.",
    ]


def test_a_file_without_a_header_is_told_in_one_sentence() -> None:
    assert errors_of("so-y-te,,,,email,a@b.example.vn,,\n") == [
        "contacts.csv:1: dòng đầu phải là tên các cột: agency,name,post,head,channel,address,from,to."
    ]


def test_an_empty_file_is_told_so_and_a_header_alone_is_sound() -> None:
    assert errors_of("") == ["contacts.csv:1: tệp trống; dòng đầu phải là tên các cột."]
    assert errors_of(HEADER) == []


SAVE_AGAIN = "hãy lưu lại dạng “CSV UTF-8” (Excel: Lưu dưới dạng → CSV UTF-8)."


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_gets_a_sentence_whether_it_is_marked_or_not(encoding: str) -> None:
    assert errors_of(SOUND.encode(encoding)) == [f"contacts.csv:1: tệp ghi bằng mã UTF-16; {SAVE_AGAIN}"]


def test_an_old_code_page_gets_a_sentence_at_the_first_line_that_shows_it() -> None:
    data = (HEADER + "so-y-te,Van thu,,,email,a@b.example.vn,,\nso-y-te,Bộ,,,email,c@d.example.vn,,\n").replace(
        "ộ", "ô"
    )
    assert errors_of(data.encode("cp1258")) == [
        f"contacts.csv:3: tệp không phải mã UTF-8 (có lẽ là Windows-1258); {SAVE_AGAIN}"
    ]


def test_a_quote_that_is_never_closed_is_told_at_the_row_where_it_opens() -> None:
    text = (
        HEADER + "so-y-te,,,,email,a@b.example.vn,,\n" + 'so-y-te,"Văn thư,,,email,c@d.example.vn,,\n' + "x" * 140_000
    )
    assert errors_of(text)[0].startswith('contacts.csv:3: có dấu ngoặc kép (") mở mà không đóng')


def test_a_file_beyond_all_reason_is_refused_unread() -> None:
    assert errors_of(HEADER + "so-y-te,,,,email,a@b.example.vn,,\n" * 10_000) == [
        "contacts.csv: tệp lớn hơn 256 kB; hãy chỉ giữ các địa chỉ cần dùng."
    ]


def test_a_quotation_mark_out_of_place_costs_its_own_row_whatever_stands_below() -> None:
    rows = (
        'so-y-te,"Văn thư,,,email,a@b.example.vn,,\n'
        'so-tai-chinh,"Sở Tài chính, văn thư",,,email,c@d.example.vn,,\n'
        'cong-an-tinh,Trực ban,"Phó, ban",,email,e@f.example.vn,,\n'
    )
    read = read_contacts(HEADER + rows, "contacts.csv", CODES)
    assert [error.line for error in read.errors] == [2]
    assert [contact.agency for contact in read.contacts] == ["so-tai-chinh", "cong-an-tinh"]
    assert read.doubts == (Doubt("so-y-te", Kind.MAILBOX, 2),)


@pytest.mark.parametrize(
    "text",
    [
        SOUND.replace(",,\n", ",,,,,\n").replace("from,to\n", "from,to,,,\n"),
        SOUND.replace("from,to\n", "from,to,,\n"),
        SOUND + "\n,,,,,,,\n,,,,,,,,,\n  ,\u00a0,,\n\n",
        "sep=,\n" + SOUND,
        '"sep=,",,,,,,,\n' + SOUND,
        "\n,,,,,,,\n" + SOUND,
        SOUND.replace("so-y-te,", " so-y-te\u00a0,").replace("email,", "\u00a0Email\u202f,").replace("@", "\u200b@"),
        SOUND.replace("1/1/2022", "01/01/2022 00:00:00")
        .replace("2023-07-01", "2023-07-01T00:00")
        .replace("30/6", " 30 / 6 "),
        SOUND.replace("1/1/2022", "01-01-2022").replace("30/6/2023", "30.06.2023").replace("2023-07-01", "2023/07/01"),
        SOUND.replace("so-y-te", "s\u043e-y-te")
        .replace("so-tai-chinh", "so\u2011tai\u2011chinh")
        .replace("@", "\uff20"),
        SOUND.replace("agency,name", "\u00a0Agency , NAME"),
        "".join(
            ",".join(f'"{cell}"' for cell in line.split(",")) + "\r\n"
            for line in SOUND.replace('"Trần Thị B, TTND"', "B").splitlines()
        ),
    ],
)
def test_what_spreadsheets_leave_and_nobody_sees_is_passed_over(text: str) -> None:
    plain = [(c.agency, c.kind, c.channel, c.address, c.valid_from, c.valid_to) for c in sound(SOUND)]
    for data in (text.encode(), text.encode("utf-8-sig"), text.replace("\n", "\r\n").encode()):
        assert [(c.agency, c.kind, c.channel, c.address, c.valid_from, c.valid_to) for c in sound(data)] == plain


@pytest.mark.parametrize("separator", [";", "\t"])
def test_empty_columns_at_the_right_are_passed_over_whatever_separates(separator: str) -> None:
    rows = SOUND.replace('"Trần Thị B, TTND"', "Trần Thị B").replace(",", separator).splitlines()
    assert len(sound("\ufeff" + "".join(f"{row}{separator * 3}\r\n" for row in [rows[0], *rows[1:5]]))) == 4


def test_a_cell_below_no_name_is_told_by_its_own_line_and_costs_its_row() -> None:
    text = (
        HEADER.replace("to\n", "to,\n")
        + "so-y-te,,,,email,a@b.example.vn,,,gọi trước\nso-tai-chinh,,,,email,c@d.vn,,,\n"
    )
    read = read_contacts(text, "contacts.csv", CODES)
    assert [str(error) for error in read.errors] == [
        "contacts.csv:2: ô “gọi trước” ở cột thứ 9, mà cột này không có tên ở dòng đầu; hãy xóa, hoặc chuyển vào đúng cột."
    ]
    assert [contact.agency for contact in read.contacts] == ["so-tai-chinh"]


def test_all_that_is_wrong_in_a_row_is_told_where_its_cells_stand_in_place() -> None:
    assert len(errors_of_row("so-yte,=A1,#REF!,đúng,fax,x,31/2/2023,45000")) == 8


@given(data=st.binary(max_size=200) | st.text(alphabet='so-yte,;\t"\n\r\x00@.=/1ộ\ufeff', max_size=200))
def test_noise_below_a_sound_header_never_raises(data: bytes | str) -> None:
    read_contacts(data, "contacts.csv", CODES)
    read_contacts(HEADER.encode() + data if isinstance(data, bytes) else HEADER + data, "contacts.csv", CODES)


def test_a_file_may_have_telephone_numbers_and_a_wrong_one_costs_no_address() -> None:
    rows = (
        "agency,name,post,head,channel,address,from,to,Phone\n"
        "so-y-te,Lê Văn C,Chánh Văn phòng,,email,c@soyte.example.vn,,,0204 3854 123\n"
        "so-y-te,,,,email,vt@soyte.example.vn,,,2043854123\n"
        "so-tai-chinh,,,,email,vt@stc.example.vn,,,+84204385412\n"
        "cong-an-tinh,,,,email,vt@ca.example.vn,,\n"
    )
    read = read_contacts(rows, "contacts.csv", CODES)
    assert [(one.address, one.phone) for one in read.contacts] == [
        ("c@soyte.example.vn", "0204 3854 123"),
        ("vt@soyte.example.vn", ""),
        ("vt@stc.example.vn", ""),
        ("vt@ca.example.vn", ""),
    ]
    assert [str(error) for error in read.errors] == [
        (
            "contacts.csv:3: cột phone ghi “2043854123”; hãy ghi số điện thoại có số 0 ở đầu, như 0204 3854 123; "
            "bảng tính có thể đã bỏ số 0 ở đầu, hãy đổi định dạng ô thành Văn bản."
        ),
        "contacts.csv:4: ô “+84204385412” là công thức hoặc lỗi của bảng tính; hãy ghi chữ, hoặc để trống ô.",
    ]
    assert read.doubts == ()


@pytest.mark.parametrize(
    ("written", "is_a_number"),
    [
        ("0204 3854 123", True),
        ("(0204) 3.854.123", True),
        ("0912-345-678", True),
        ("0204 3854 123 máy lẻ 12", True),
        ("0204", False),
        ("3854 123", False),
        ("gặp chị Hạnh", False),
    ],
)
def test_a_telephone_number_is_taken_as_people_write_it(written: str, is_a_number: bool) -> None:
    (contact,) = read_contacts(
        f"{HEADER.strip()},phone\nso-y-te,,,,email,vt@soyte.example.vn,,,{written}\n", "contacts.csv", CODES
    ).contacts
    assert contact.phone == (written if is_a_number else "")


def test_a_row_may_name_a_gateway_that_the_office_has_and_a_number_as_people_write_it() -> None:
    text = (
        "agency,name,post,head,channel,address,from,to\n"
        "so-y-te,,,,email,vt@syt.gov.vn,,\n"
        "so-y-te,Trần Thị Mai,Chánh Văn phòng,,SMS,0912 345.678,,\n"
        "so-y-te,Lê Văn Tám,Giám đốc,có,zalo,f414c8,,\n"
        "so-y-te,Hoàng Thị Ba,Phó,,sms,số của Ba,,\n"
    )
    read = read_contacts(text, "contacts.csv", ["so-y-te"], ["sms"])
    assert [one.address for one in read.contacts] == ["vt@syt.gov.vn", "sms:0912345678"]
    assert [str(one) for one in read.errors] == [
        "contacts.csv:4: không có kênh “zalo”; cột channel chỉ nhận: email, sms.",
        "contacts.csv:4: địa chỉ “f414c8” không đúng dạng ten@coquan.gov.vn; hãy sửa lại.",
        "contacts.csv:5: địa chỉ “số của Ba” không dùng được cho kênh sms; hãy ghi số điện thoại hoặc mã người nhận.",
    ]
