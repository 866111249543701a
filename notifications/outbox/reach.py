"""Whether letters can leave and their links be opened: the mail server is logged in to, the public page is asked for."""

import http.client
import smtplib
import urllib.error
import urllib.request
from dataclasses import dataclass
from email.message import Message
from typing import IO

from models.files import system_words
from models.settings import Home
from notifications.channels.apprise_channel import mail_server
from notifications.channels.delivery_reasons import explain_mail_failure
from notifications.links import ALIVE_PATH

SECONDS = 5
"""How long the public address may take to answer."""


@dataclass(frozen=True)
class Reached:
    """What came of a try: whether it went well, what was found in a sentence, and the way out in another."""

    well: bool
    what: str
    todo: str = ""


def reach_mail_server(home: Home) -> Reached:
    """Return whether the mail server of the settings, which must be set, lets the program in."""
    server = mail_server(home.settings.mail_url)
    where = f"Máy chủ thư {server.host}:{server.port}"
    try:
        with server.open() as opened:
            opened.ehlo_or_helo_if_needed()
    except (OSError, smtplib.SMTPException) as error:
        reason = explain_mail_failure(error, secrets=(server.password, server.user))
        way_out = "Hãy xem lại DONDOC_MAIL_URL và đường mạng, rồi chạy lại dondoc doctor."
        return Reached(well=False, what=f"{where}: {reason}", todo=way_out)
    done = "nối và đăng nhập được" if server.user and server.password else "nối được, không đăng nhập"
    return Reached(well=True, what=f"{where}: {done}.")


def reach_public_page(home: Home) -> Reached:
    """Return whether the address that letters carry leads to the answer pages of this program."""
    reason = why_unanswered(home.answer_url + ALIVE_PATH)
    if not reason:
        return Reached(well=True, what=f"Địa chỉ trang báo cáo {home.answer_url}: mở được.")
    return Reached(
        well=False,
        what=f"Địa chỉ trang báo cáo {home.answer_url} (answer_url) không mở được từ máy này: {reason}.",
        todo="Hãy xem dondoc up có đang chạy không, tên miền và máy chủ trung gian có dẫn đúng tới trang không.",
    )


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


def answers_anything(address: str, seconds: float = SECONDS) -> bool:
    """Tell whether a server of this machine answers at an address: one that wants a key first says no, and lives."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _StayThere())
    try:
        with opener.open(address, timeout=seconds):
            return True
    except urllib.error.HTTPError as error:
        with error:
            return error.code < 500
    except (OSError, http.client.HTTPException):
        return False


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
        return system_words(cause) if isinstance(cause, OSError) else str(cause or type(error).__name__)
    return "" if said.strip() == b"ok" else "ở đó là một trang khác, không phải trang báo cáo này"
