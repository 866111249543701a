"""Headers are read letter for letter, whichever of the promised Pythons writes and reads them."""

import email
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.utils import getaddresses, parseaddr
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.channels import mail_message
from notifications.channels.apprise_channel import Delivery, mailbox_channel, send_letter
from notifications.channels.mail_headers import new_mail
from notifications.channels.mail_message import (
    OutgoingLetter,
    Sender,
    UnfaithfulMailError,
    compose_message,
    one_line,
    write_message,
)
from notifications.wording.subjects import Subject
from plan.library import Library, load_plan
from tests import PROJECT
from tests.conftest import Require

PYTHONS = ("3.11", "3.12", "3.13")
"""What `requires-python` promises."""
OFFICE = "Văn phòng Ủy ban nhân dân tỉnh Bắc Giang – bộ phận theo dõi, đôn đốc nhiệm vụ"

# Run under another Python: only the standard library and the modules that compose. Every thirtieth is a whole letter.
COMPOSE = """
import email, email.policy, json, sys
from datetime import datetime, timezone
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.utils import parseaddr
from notifications.channels.mail_headers import new_mail
from notifications.channels.mail_message import OutgoingLetter, Sender, write_message

def decode(text):
    return str(make_header(decode_header(text)))

told, now = [], datetime(2026, 6, 5, tzinfo=timezone.utc)
for number, (subject, name) in enumerate(json.load(sys.stdin)):
    if number % 30:
        mail = new_mail()
        mail["From"], mail["Subject"] = Address(name, addr_spec="don-doc@example.vn"), subject
        mail.set_content("x")
        raw = mail.as_bytes()
    else:
        letter = OutgoingLetter(f"k{number}", "van-thu@example.vn", subject, "x", now)
        raw = write_message(letter, Sender(name, "don-doc@example.vn"), "<p>x</p>")
    new, old = email.message_from_bytes(raw, policy=email.policy.default), email.message_from_bytes(raw)
    read = (str(new["Subject"]), decode(old["Subject"]), decode(parseaddr(old["From"])[0]))
    head = raw.partition(b"\\r\\n\\r\\n")[0]
    if read != (subject, subject, name) or b"?==?" in head or max(map(len, head.split(b"\\r\\n"))) > 78:
        told.append([subject, name, head.decode()])
json.dump(told, sys.stdout)
"""


def find_python(release: str) -> str | None:
    """Give a Python of a release that starts: this one, one on the path, one of pyenv's."""
    if release == f"{sys.version_info.major}.{sys.version_info.minor}":
        return sys.executable
    named = [
        shutil.which(f"python{release}"),
        *sorted(map(str, Path.home().glob(f".pyenv/versions/{release}.*/bin/python"))),
    ]
    for python in filter(None, named):
        asked = subprocess.run(
            [python, "-c", "import sys; print(*sys.version_info[:2], sep='.')"],
            capture_output=True,
            text=True,
            check=False,
        )
        if asked.stdout.strip() == release:
            return python
    return None


def agency_names() -> list[str]:
    library = Library(None)
    registers = [load_plan(code, library).register for code in library.plan_files()]
    return sorted({agency.name for register in registers for agency in register.agencies.values()})


def all_subjects() -> Iterator[str]:
    """Yield every subject that letters can have, for every agency of the shipped registers and 1, 12 and 123 of each."""
    for name in agency_names():
        for count in (1, 12, 123):
            for subject in Subject:
                yield subject.of(
                    name=name,
                    count=count,
                    agencies=count,
                    day="14/6/2023",
                    words="báo cáo chờ xác nhận",
                    incident=f"sự cố số {count} năm 2024",
                )


@pytest.mark.parametrize("release", PYTHONS)
def test_every_subject_and_every_sender_reads_back_letter_for_letter(release: str, require: Require) -> None:
    python = find_python(release)
    require(f"python{release}", python is not None, f"không thấy Python {release}: hãy cài để thử thư trên bản này")
    assert python is not None
    # A subject does not depend on who sends it: the long name, the dearest to compose, stands in whole letters alone.
    subjects = sorted(set(all_subjects()))
    told = [(subject, "Văn phòng" if number % 30 else OFFICE) for number, subject in enumerate(subjects)]
    told += [
        ("Nhắc việc", name) for name in (*agency_names(), "Van phong", 'Ông "Ba" (VP), Bắc Giang', "=?utf-8?q?a?=")
    ]
    assert len(told) > 1500
    done = subprocess.run(
        [python, "-X", "utf8", "-S", "-c", COMPOSE],
        input=json.dumps(told),
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(PROJECT), "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert done.stderr == ""
    assert json.loads(done.stdout) == []


def test_the_class_of_a_header_is_made_once_and_not_for_every_mail() -> None:
    first, second = new_mail(), new_mail()
    for mail in (first, second):
        mail["Subject"], mail["X-Other"] = "Nhắc việc", "1"
    assert type(first["Subject"]) is type(second["Subject"])
    assert type(first["X-Other"]) is type(second["X-Other"])


WORDS = (
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=300)
    .map(one_line)
    .filter(bool)
)


@given(WORDS, WORDS)
def test_any_words_read_back_as_subject_and_as_a_name(subject: str, name: str) -> None:
    letter = OutgoingLetter("k", "a@b.vn", subject, "x", datetime(2026, 6, 5, tzinfo=UTC))
    raw = write_message(letter, Sender(name, "don-doc@b.vn"), "<p>x</p>")
    head = raw.partition(b"\r\n\r\n")[0]
    assert max(len(line) for line in head.split(b"\r\n")) <= 78
    for word in head.split():
        assert len(word) <= 75 or b"=?" not in word


def test_several_addresses_and_a_reply_address_are_written_alike() -> None:
    names = ["Sở Nông nghiệp và Phát triển nông thôn", "VP", 'Ông "Ba" (VP), Bắc Giang']
    mail = new_mail()
    mail["To"] = tuple(Address(name, addr_spec="a@b.vn") for name in names)
    mail["Reply-To"] = Address("Chánh Văn phòng UBND tỉnh", addr_spec="e@f.vn")
    mail.set_content("x")
    read = email.message_from_bytes(mail.as_bytes())
    assert [decode_word(name) for name, _ in getaddresses([read["To"]])] == names
    assert decode_word(parseaddr(read["Reply-To"])[0]) == "Chánh Văn phòng UBND tỉnh"
    assert "?==?" not in mail.as_string()


def decode_word(text: str) -> str:
    return str(make_header(decode_header(text)))


def test_a_letter_that_would_be_read_otherwise_is_held_with_its_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter = OutgoingLetter("k", "a@b.vn", "Hiệp Hòa: 10 báo cáo", "x", datetime(2026, 6, 5, tzinfo=UTC))

    def compose_wrongly(letter: OutgoingLetter, sender: Sender, body_html: str) -> object:
        message = compose_message(letter, sender, body_html)
        message.replace_header("Subject", "Hiệp Hòa:10 báo cáo")
        return message

    monkeypatch.setattr(mail_message, "compose_message", compose_wrongly)
    with pytest.raises(UnfaithfulMailError, match="hiện tiêu đề"):
        write_message(letter, Sender("Đôn Đốc", "d@b.vn"), "<p>x</p>")
    delivery = send_letter(letter, mailbox_channel(tmp_path))
    assert delivery == Delivery(
        "refused",
        "Thư này giữ lại, chưa gửi: trình đọc thư sẽ hiện tiêu đề, người gửi hoặc nội dung khác với bản soạn; "
        "hãy báo người quản trị.",
    )
    assert list(tmp_path.iterdir()) == []
