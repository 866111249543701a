"""Letters into the mailbox folder, and what is told when one cannot leave; over a mail server: test_over_smtp."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from notifications.channels.apprise_channel import (
    Channel,
    Delivery,
    check_channel,
    mail_channel,
    mailbox_channel,
    send_letter,
)
from notifications.channels.mail_message import escape_markdown, key_name
from tests.homes.letters.samples import LETTER, part, read


def sent_html(body: str, folder: Path) -> str:
    """The HTML between the page's own tags that a letter with this body has in the mailbox."""
    assert send_letter(replace(LETTER, body=body), mailbox_channel(folder)) == Delivery("sent")
    (file,) = folder.glob("*.eml")
    return part(read(file.read_bytes()), "html").split('<div class="letter">\n')[1].split("\n</div>")[0]


# The mailbox


def test_a_letter_in_the_mailbox_is_a_whole_mail_in_text_and_html(tmp_path: Path) -> None:
    assert send_letter(LETTER, mailbox_channel(tmp_path / "hộp thư")) == Delivery("sent")
    (file,) = (tmp_path / "hộp thư").iterdir()
    assert file.name == "2023-06-05_so-y-te-example-invalid_so-y-te.bac-giang.opening.2023-H1.eml"
    assert file.stat().st_mode & 0o077 == 0
    message = read(file.read_bytes())
    assert message["Subject"] == LETTER.subject
    assert message["To"] == "so-y-te@example.invalid"
    assert message["From"] == "Đôn Đốc <don-doc@example.invalid>"
    assert message["Date"] == "Mon, 05 Jun 2023 07:30:00 +0700"
    assert message["Message-ID"] == "<so-y-te.bac-giang.opening.2023-H1@dondoc>"
    assert message.get_content_type() == "multipart/alternative"
    assert message.defects == []
    assert part(message, "plain") == (
        "Kính gửi Sở Y tế,\n\nCơ quan còn 2 báo cáo:\n\n- II.1.a, kỳ 2023-H1\n- II.4.đ, kỳ 2023-H1\n\n"
        "Mở trang báo cáo: https://don-doc.example.vn/t/a_b_c?x=1&y=2\n"
    )
    page = part(message, "html")
    assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in page
    assert "<p>Kính gửi <strong>Sở Y tế</strong>,</p>" in page
    assert "<ul>\n<li>II.1.a, kỳ 2023-H1</li>\n<li>II.4.đ, kỳ 2023-H1</li>\n</ul>" in page
    assert '<a href="https://don-doc.example.vn/t/a_b_c?x=1&amp;y=2">Mở trang báo cáo</a>' in page


def test_the_same_letter_written_twice_is_one_file_of_the_same_bytes(tmp_path: Path) -> None:
    send_letter(LETTER, mailbox_channel(tmp_path))
    (file,) = tmp_path.iterdir()
    first = file.read_bytes()
    assert send_letter(LETTER, mailbox_channel(tmp_path)) == Delivery("sent")
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [first]


def test_two_letters_of_one_day_to_one_address_are_two_files(tmp_path: Path) -> None:
    channel = mailbox_channel(tmp_path)
    for key in ("II.4.d", "II.4.đ", "ii/4/d", "II.4.D"):
        assert send_letter(replace(LETTER, key=key), channel) == Delivery("sent")
    assert len(list(tmp_path.iterdir())) == 4


@pytest.mark.parametrize(
    "key",
    [
        "so-y-te|email|nhắc|II.4.đ|2023-H1||2023-06-14",
        "../../etc/passwd",
        "một khóa rất dài " * 20,
        "a>\r\nBcc: x@y.vn",
        "..",
        "x" * 57,
    ],
)
def test_any_key_makes_a_safe_file_name_and_one_sound_message_id(key: str, tmp_path: Path) -> None:
    assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,55}", key_name(key))
    assert send_letter(replace(LETTER, key=key), mailbox_channel(tmp_path)) == Delivery("sent")
    (file,) = tmp_path.iterdir()
    message = read(file.read_bytes())
    assert message.get_all("Message-ID") == [f"<{key_name(key)}@dondoc>"]
    assert message.keys().count("Bcc") == 0


def test_a_mailbox_that_cannot_be_written_is_told_and_leaves_nothing_half_done(tmp_path: Path) -> None:
    (tmp_path / "mailbox").write_text("một tệp ở chỗ của thư mục")
    delivery = send_letter(LETTER, mailbox_channel(tmp_path / "mailbox"))
    assert delivery == Delivery(
        "server", f"Không ghi được thư vào hộp thư {tmp_path / 'mailbox'}: ở đó đã có tệp hoặc thư mục này."
    )
    (tmp_path / "other" / "2023-06-05_so-y-te-example-invalid_so-y-te.bac-giang.opening.2023-H1.eml").mkdir(
        parents=True
    )
    assert send_letter(LETTER, mailbox_channel(tmp_path / "other")).outcome == "server"
    assert [path.suffix for path in (tmp_path / "other").iterdir()] == [".eml"]


@pytest.mark.parametrize(
    "address",
    ["", "so-y-te", "a@b", "a b@c.vn", "a@b.vn\r\nBcc: x@y.vn", "a@b.vn\n", "a@b.vn,c@d.vn", "sở@b.vn", "Sở <a@b.vn>"],
)
def test_an_address_no_letter_can_go_to_is_refused_with_a_sentence(address: str, tmp_path: Path) -> None:
    delivery = send_letter(replace(LETTER, address=address), mailbox_channel(tmp_path))
    assert delivery.outcome == "refused"
    assert delivery.reason[0].isupper() or delivery.reason[0] == "“"
    assert delivery.reason.endswith(".")
    assert "\n" not in delivery.reason
    assert list(tmp_path.iterdir()) == []


def test_a_letter_without_a_time_zone_or_a_body_is_the_programs_error() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        replace(LETTER, sent_at=LETTER.sent_at.replace(tzinfo=None))
    with pytest.raises(ValueError, match="a key and a body"):
        replace(LETTER, body=" \n")


def test_a_subject_with_line_breaks_stays_one_header(tmp_path: Path) -> None:
    send_letter(replace(LETTER, subject="Một\r\nBcc: x@y.vn\r\n\r\nhai"), mailbox_channel(tmp_path))
    message = read(next(tmp_path.iterdir()).read_bytes())
    assert message["Subject"] == "Một Bcc: x@y.vn hai"
    assert "Bcc" not in message


# Markdown


TYPED = [
    "<script>alert(1)</script>",
    "a < b && c > d &amp; &lt;",
    "[bấm vào đây](http://xau.example)",
    "<https://xau.example>",
    "![ảnh](http://xau.example/a.png)",
    "# không phải tiêu đề",
    "1. không phải danh sách",
    "**không đậm**, _không nghiêng_, `không mã`",
    "| không | phải | bảng |",
    "hai\ndòng",
    "lũy thừa 2^10, 50 % \\ hết",
]


@pytest.mark.parametrize("typed", TYPED)
def test_what_people_typed_reads_the_same_in_both_parts(typed: str, tmp_path: Path) -> None:
    shown = sent_html(escape_markdown(typed), tmp_path)
    line = typed.replace("\n", " ")
    assert shown == "<p>" + line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") + "</p>"
    message = read(next(tmp_path.iterdir()).read_bytes())
    assert part(message, "plain") == f"{line}\n"


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("<div>\n\nx\n\n</div>", "<p>&lt;div&gt;</p>\n<p>x</p>\n<p>&lt;/div&gt;</p>"),
        ("<img src=x onerror=alert(1)>", "<p>&lt;img src=x onerror=alert(1)&gt;</p>"),
        ("<!-- x -->", "<p>&lt;!-- x --&gt;</p>"),
        ("[x](javascript:alert(1))", "<p><a>x</a></p>"),
        ("[x](JaVaScript:alert(1))", "<p><a>x</a></p>"),
        ("[x](data:text/html,abc)", "<p><a>x</a></p>"),
        ("![x](http://theo-doi.example/a.png)", "<p>![x](http://theo-doi.example/a.png)</p>"),
        (
            "<https://a.example/?b=1&c=2>",
            '<p><a href="https://a.example/?b=1&amp;c=2">https://a.example/?b=1&amp;c=2</a></p>',
        ),
    ],
)
def test_a_body_that_forgot_to_escape_still_carries_no_html_and_no_foreign_link(
    body: str, shown: str, tmp_path: Path
) -> None:
    assert sent_html(body, tmp_path) == shown


# The office's URL


@pytest.mark.parametrize(
    "url",
    [
        "mailto://127.0.0.1:2525?from=don-doc@tinh.example.vn",
        "mailtos://ten:mat-khau@thu.tinh.example.vn",
        "mailtos://ten:mat%40khau@thu.tinh.example.vn:587?from=don-doc@tinh.example.vn&name=V%C4%83n%20ph%C3%B2ng",
        "mailtos://ten:mat-khau@gmail.com",
    ],
)
def test_a_url_of_a_mail_server_is_taken(url: str) -> None:
    assert check_channel(url) is None
    assert mail_channel(url) == Channel(url)


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("", "phải bắt đầu bằng mailto://"),
        ("https://bi-mat@x.vn", "phải bắt đầu bằng mailto://"),
        ("mailtos://ten:bi-mat@thu.vn ", "dấu cách hoặc ký tự ẩn"),
        ("mailtos://thu.tinh.vn", "thiếu người gửi"),
        ("mailtos://ten:bi-mat@thu.vn:99999", "cổng"),
        ("mailtos://ten:bi-mat@thu.vn?mode=ssh", "mục sai"),
        ("mailtos://ten:bi-mat@thu.vn/a@b.vn", "có người nhận"),
        ("mailtos://ten:bi-mat@thu.vn?to=a@b.vn", "có người nhận"),
        ("mailtos://ten:bi-mat@thu.vn?bcc=a@b.vn", "có người nhận"),
        ("mailtos://ten:bi-mat@thu.vn?retry=3&optional=yes", "mục không dùng: optional, retry;"),
        ("mailtos://ten:bi-mat@thu.vn?+Message-ID=x", "mục không dùng: +message-id;"),
        ("mailtos://ten:bi-mat@thu.vn?format=markdown", "mục không dùng: format;"),
    ],
)
def test_a_url_that_cannot_be_used_is_told_when_it_is_saved_without_its_secret(
    url: str, sentence: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0, logger="apprise")
    fault = check_channel(url)
    assert fault is not None
    assert sentence in fault
    assert "bi-mat" not in fault + caplog.text
    with pytest.raises(ValueError, match=r"[Kk]ênh thư"):
        mail_channel(url)


def test_a_channel_shows_no_password() -> None:
    channel = mail_channel("mailtos://ten:bi-mat@thu.tinh.example.vn")
    assert "bi-mat" not in repr(channel) + str(channel)
    assert str(channel).startswith("mailtos://ten:****@thu.tinh.example.vn")


# A real mail server
