"""Whether letters can leave and their links be opened, as findings; and the letter that tries it."""

from collections.abc import Iterator
from datetime import datetime

from flows.acts.doctor.findings import BROKEN, GOOD, NOTE, Finding
from flows.acts.open_home import OpenHome, channel_of
from models.home import read_home
from notifications.channels.apprise_channel import send_letter
from notifications.channels.gateway_channel import gateway_fault
from notifications.channels.gateway_urls import read_gateways, split_way
from notifications.channels.mail_message import OutgoingLetter
from notifications.inbox.inbox_url import read_inbox_url
from notifications.inbox.mailboxes import InboxFaultError, try_imap
from notifications.outbox.holding import PREPARED, why_held
from notifications.outbox.reach import Reached, reach_mail_server, reach_public_page

_SHORT = "Don Doc: tin thu cua Van phong UBND tinh, khong can hoi am."
"""The short message that tries a gateway, in letters that every one takes."""


def examine_reach(office: OpenHome) -> Iterator[Finding]:
    """Yield whether the home sends letters, whether its mail server lets it in, and whether its pages can be opened."""
    with office.database.read() as session:
        hold = why_held(office.home, read_home(session))
    if hold:
        yield Finding(NOTE if hold == PREPARED else BROKEN, f"{hold.cause} Thư được giữ lại, chưa gửi.", hold.way_out)
    if office.is_trial:
        yield Finding(NOTE, f"Bản chạy thử ghi thư vào {office.home.mailbox}, không gửi ra ngoài.")
        return
    home = office.home
    if home.settings.mail_url:
        yield _as_finding(reach_mail_server(home))
    else:
        yield Finding(NOTE, "Chưa đặt máy chủ thư (DONDOC_MAIL_URL), nên chưa thử nối được.")
    for name, url in read_gateways(home.settings.gateways).items():
        fault = gateway_fault(name, url)
        yield (
            Finding(BROKEN, fault)
            if fault
            else Finding(GOOD, f"Kênh «{name}»: địa chỉ dùng được; thử gửi bằng dondoc doctor --test-letter {name}:SỐ.")
        )
    if home.settings.reply_address and not (home.settings.inbox_url or home.settings.inbox_folder):
        yield Finding(
            BROKEN,
            "Thư mời các cơ quan báo cáo bằng thư hồi âm (reply_address) nhưng chưa đặt hộp thư đến, nên không ai đọc.",
            "Hãy đặt DONDOC_INBOX_URL trong môi trường, hoặc bỏ reply_address.",
        )
    if home.settings.inbox_url:
        yield _try_inbox(home.settings.inbox_url)
    if not home.is_answered_here_alone:
        yield _as_finding(reach_public_page(home))
        return
    yield Finding(
        BROKEN if home.settings.mail_url else NOTE,
        f"Liên kết trong thư mang địa chỉ {home.answer_url}, chỉ mở được trên chính máy này.",
        "Hãy đặt answer_url trong dondoc.toml, là địa chỉ mà các cơ quan mở được.",
    )


def _try_inbox(url: str) -> Finding:
    """Return whether the office's mailbox lets the program in."""
    try:
        return Finding(GOOD, f"Hộp thư đến: mở được, có {try_imap(read_inbox_url(url))} thư.")
    except InboxFaultError as fault:
        return Finding(BROKEN, str(fault), "Hãy xem lại DONDOC_INBOX_URL và đường mạng, rồi chạy lại dondoc doctor.")


def _as_finding(reached: Reached) -> Finding:
    return Finding(GOOD if reached.well else BROKEN, reached.what, reached.todo)


def try_letter(office: OpenHome, address: str, now: datetime) -> Finding:
    """Send one letter to an address, through the home's channel, to see whether it arrives; nothing of it is kept."""
    if not office.is_trial and not office.home.settings.mail_url:
        return Finding(BROKEN, "Thư thử chưa gửi được: chưa đặt máy chủ thư (DONDOC_MAIL_URL).")
    body = (
        "Thư này do dondoc doctor gửi để thử máy chủ thư. Nhận được thư này là máy chủ thư gửi được; không cần hồi âm."
    )
    letter = OutgoingLetter(f"thu-gui.{now:%Y%m%d%H%M%S}", address, "[Đôn Đốc] Thư thử", body, now, short=_SHORT)
    delivery = send_letter(letter, channel_of(office))
    if delivery.outcome == "sent":
        if gateway := split_way(address)[0]:
            return Finding(GOOD, f"Tin thử: kênh «{gateway}» đã nhận tin gửi {address}; hãy xem tin có đến không.")
        return Finding(GOOD, f"Thư thử: máy chủ thư đã nhận thư gửi {address}; hãy xem thư có đến không.")
    return Finding(BROKEN, f"Thư thử gửi {address}: {delivery.reason}")
