"""Whether letters can leave and their links be opened: the mail server is logged in to, the public page is asked for."""

import http.client
import smtplib
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import datetime
from email.message import Message
from typing import IO

from flows.acts.doctor.findings import BROKEN, GOOD, NOTE, Finding
from flows.acts.open_home import Office, channel_of
from models.home import read_home
from models.settings import Home
from notifications.channels.apprise_channel import mail_server, send_letter
from notifications.channels.delivery_reasons import explain_mail_failure
from notifications.channels.mail_message import OutgoingLetter
from notifications.outbox.holding import PREPARED, why_held

HEALTH_PATH = "/suc-khoe"
"""Where the answer pages say that they are well."""
SECONDS = 5
"""How long the public address may take to answer."""


def examine_reach(office: Office) -> Iterator[Finding]:
    """Yield whether the home sends letters, whether its mail server lets it in, and whether its pages can be opened."""
    with office.database.read() as session:
        hold = why_held(office.home, read_home(session))
    if hold:
        yield Finding(NOTE if hold == PREPARED else BROKEN, f"{hold.cause} Thư được giữ lại, chưa gửi.", hold.way_out)
    if office.is_trial:
        yield Finding(NOTE, f"Bản chạy thử ghi thư vào {office.home.mailbox}, không gửi ra ngoài.")
        return
    yield from try_mail_server(office.home)
    yield from try_public_page(office.home)


def try_mail_server(home: Home) -> Iterator[Finding]:
    """Yield whether the mail server of the settings lets the program in."""
    if not home.settings.mail_url:
        yield Finding(NOTE, "Chưa đặt máy chủ thư (DONDOC_MAIL_URL), nên chưa thử nối được.")
        return
    server = mail_server(home.settings.mail_url)
    where = f"Máy chủ thư {server.host}:{server.port}"
    try:
        with server.open() as opened:
            opened.ehlo_or_helo_if_needed()
    except (OSError, smtplib.SMTPException) as error:
        reason = explain_mail_failure(error, secrets=(server.password, server.user))
        way_out = "Hãy xem lại DONDOC_MAIL_URL và đường mạng, rồi chạy lại dondoc doctor."
        yield Finding(BROKEN, f"{where}: {reason}", way_out)
        return
    done = "nối và đăng nhập được" if server.user and server.password else "nối được, không đăng nhập"
    yield Finding(GOOD, f"{where}: {done}.")


def try_letter(office: Office, address: str, now: datetime) -> Finding:
    """Send one letter to an address, through the home's channel, to see whether it arrives; nothing of it is kept."""
    if not office.is_trial and not office.home.settings.mail_url:
        return Finding(BROKEN, "Thư thử chưa gửi được: chưa đặt máy chủ thư (DONDOC_MAIL_URL).")
    body = (
        "Thư này do dondoc doctor gửi để thử máy chủ thư. Nhận được thư này là máy chủ thư gửi được; không cần hồi âm."
    )
    letter = OutgoingLetter(f"thu-gui.{now:%Y%m%d%H%M%S}", address, "[Đôn Đốc] Thư thử", body, now)
    delivery = send_letter(letter, channel_of(office))
    if delivery.outcome == "sent":
        return Finding(GOOD, f"Thư thử: máy chủ thư đã nhận thư gửi {address}; hãy xem thư có đến không.")
    return Finding(BROKEN, f"Thư thử gửi {address}: {delivery.reason}")


def try_public_page(home: Home) -> Iterator[Finding]:
    """Yield whether the address that letters carry leads to the answer pages."""
    address = home.answer_url
    if home.is_answered_here_alone:
        grade = BROKEN if home.settings.mail_url else NOTE
        yield Finding(
            grade,
            f"Liên kết trong thư mang địa chỉ {address}, chỉ mở được trên chính máy này.",
            "Hãy đặt answer_url trong dondoc.toml, là địa chỉ mà các cơ quan mở được.",
        )
        return
    reason = why_unanswered(address + HEALTH_PATH)
    if reason:
        yield Finding(
            BROKEN,
            f"Địa chỉ trang báo cáo {address} (answer_url) không mở được từ máy này: {reason}.",
            "Hãy xem dondoc up có đang chạy không, tên miền và máy chủ trung gian có dẫn đúng tới trang không.",
        )
    else:
        yield Finding(GOOD, f"Địa chỉ trang báo cáo {address}: mở được.")


class _StayThere(urllib.request.HTTPRedirectHandler):
    """Follows no other address: nobody but the office's own setting is asked."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: "http.client.HTTPMessage | Message",
        newurl: str,
    ) -> None:
        """Return no request to follow."""


def why_unanswered(address: str) -> str:
    """Return why our page does not answer at an address, in a few words; '' where it does."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _StayThere())
    try:
        with opener.open(address, timeout=SECONDS) as answer:
            said = answer.read(100)
    except urllib.error.HTTPError as error:
        return f"máy chủ ở đó phản hồi mã {error.code}"
    except (OSError, http.client.HTTPException) as error:
        cause = getattr(error, "reason", error)
        return str(getattr(cause, "strerror", None) or cause or type(error).__name__)
    return "" if said.strip() == b"ok" else "ở đó là một trang khác, không phải trang báo cáo này"
