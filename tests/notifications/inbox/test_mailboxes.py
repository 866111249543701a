"""The office's mailbox: a real IMAP server is read without a mark left, each mail once, and faults are told without secrets."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from notifications.inbox import mailboxes
from notifications.inbox.inbox_url import read_inbox_url
from notifications.inbox.mailboxes import InboxFaultError, new_mails_of_imap, try_imap
from tests.homes.letters.imap_server import PASSWORD, imap_server

TODAY = datetime.now(UTC).date()  # noqa: TID251  the server dates what arrives by its own clock


@pytest.mark.real
def test_a_mailbox_is_read_each_mail_once_and_none_that_is_too_large(
    free_ports: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailboxes, "LARGEST_MAIL", 500)
    with imap_server(free_ports()) as server:
        address = read_inbox_url(server.url)
        server.put(b"Message-ID: <1@x>\r\nSubject: x\r\n\r\nabc\r\n")
        server.put(b"Message-ID: <2@x>\r\nSubject: x\r\n\r\n" + b"a" * 1000)
        first, large = new_mails_of_imap(address, lambda _: set(), TODAY)
        assert (first.raw or b"").startswith(b"Message-ID: <1@x>")
        assert large.raw is None
        server.put(b"Message-ID: <3@x>\r\n\r\nabc\r\n")
        (new,) = new_mails_of_imap(
            address, lambda prefix: {first.place, large.place} & {prefix + "101", prefix + "102"}, TODAY
        )
        assert (new.raw or b"").startswith(b"Message-ID: <3@x>")
        assert try_imap(address) == 3
        for wrong, said in ((PASSWORD, "tên đăng nhập"), ("INBOX", "không có thư mục")):
            with pytest.raises(InboxFaultError, match=said) as fault:
                try_imap(read_inbox_url(server.url.replace(wrong, "sai")))
            assert PASSWORD not in str(fault.value)
    with pytest.raises(InboxFaultError, match="Không nối được"):
        try_imap(address)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("pop3://a:b@thu.vn", "bắt đầu bằng imaps://"),
        ("imaps://thu.tinh.gov.vn", "thiếu máy chủ, tên đăng nhập"),
        ("imaps://a:b@thu.vn?timeout=1", "mục không dùng: timeout"),
        ("imaps://a:b@thu.vn?verify=maybe", "verify chỉ nhận"),
        ("imaps://a:b c@thu.vn", "dấu cách"),
    ],
)
def test_a_wrong_address_of_a_mailbox_is_told_without_its_password(url: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read_inbox_url(url)
