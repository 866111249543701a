"""A trial of the small province that reads a folder of mails, after the round that asks its agencies."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from email.message import EmailMessage
from pathlib import Path
from unittest.mock import patch

from flows.acts.open_home import OpenHome, open_office
from tests.homes.databases.templates import copy_template
from tests.homes.offices import SMALL_PLAN, mailbox, round_on, small_office

OPENING = date(2023, 5, 15)
"""The day on which the small plan opens its check-ins."""
REPLIES = "don-doc@tinhthu.example.vn"
GATEWAY = "sms=json://127.0.0.1:1/{address}"
CONTACTS = """agency,name,post,head,channel,address,from,to
so-y-te,,,,email,vt@syt.gov.vn,,
so-y-te,Trần Thị Mai,Chánh Văn phòng,,email,mai@syt.gov.vn,,
so-y-te,Lê Văn Tám,Giám đốc,có,email,tam@syt.gov.vn,,
so-y-te,Lê Văn Tám,Giám đốc,có,sms,0912 345 678,,
"""


@contextmanager
def inbox_home(folder: Path, plan: str = SMALL_PLAN) -> Iterator[OpenHome]:
    """Open the home on `OPENING`, its letters in its mailbox; Sở Y tế has two addresses and a head, who has a telephone too.

    Its letters may be answered by mail.
    """

    def make(place: Path) -> None:
        (place / "home").mkdir(parents=True)
        (place / "home" / "contacts.csv").write_text(CONTACTS, encoding="utf-8")
        (place / "home" / "dondoc.toml").write_text(f'reply_address = "{REPLIES}"\n', encoding="utf-8")
        with patch.dict(os.environ, {"DONDOC_GATEWAYS": GATEWAY}), small_office(place, OPENING, plan) as office:
            round_on(office, OPENING)

    copy_template(f"inbox-home-{len(plan)}", make, folder)
    (folder / "den").mkdir()
    given = {"plans": ("ke-hoach-thu",), "inbox_folder": folder / "den", "gateways": GATEWAY}
    with open_office(folder / "home", given) as office:
        yield office


def arrive(office: OpenHome, raw: bytes, name: str = "a.eml") -> None:
    """Let a mail lie in the folder of the home."""
    folder = office.home.settings.inbox_folder
    assert folder is not None
    (folder / name).write_bytes(raw)


def letters_to(office: OpenHome, address: str) -> list[EmailMessage]:
    """Return the letters in the mailbox that went to an address, the oldest first."""
    return [one for one in mailbox(office) if str(one["To"]) == address]
