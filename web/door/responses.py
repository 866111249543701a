"""Every answer of the server in one place: pages from templates, each under the same strict headers."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from models.database import Database
from models.home import read_home
from models.settings import Home
from plan.refs import told_ref
from plan.texts.written import format_day

_FOLDER = Path(__file__).parent.parent
SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}
"""On every response: no script, no frame, no picture from anywhere, no address passed on (it is the key to the page)."""
UNCACHED = {"Cache-Control": "no-store"}
_TEMPLATES = Environment(
    loader=FileSystemLoader(_FOLDER / "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=StrictUndefined,
)
"""Compiled at their first use in a process, whatever homes it serves."""
_TEMPLATES.filters |= {"day": format_day, "told_ref": told_ref}


class Pages:
    """Renders pages for one home, in a trial with its banner. `prefix` is the path below which readers find them."""

    def __init__(self, home: Home, database: Database) -> None:
        """Read the style sheet; the database is not touched yet."""
        self._database = database
        self.prefix = urlsplit(home.answer_url).path
        self._style = (_FOLDER / "static" / "dondoc.css").read_bytes()
        self._style_version = sha256(self._style).hexdigest()[:12]
        self._banner = ""

    def render(
        self, template: str, status: int = 200, headers: Mapping[str, str] | None = None, **values: object
    ) -> Response:
        """Return a page. `values` are what the template names."""
        with self._database.read() as session:
            day = read_home(session).trial_day
        self._banner = f"BẢN CHẠY THỬ – ngày {format_day(day)}" if day else ""
        return self._respond(template, status, headers, values)

    def message(
        self,
        status: int,
        title: str,
        sentence: str,
        headers: Mapping[str, str] | None = None,
        *,
        new_link: str = "",
        typed: Sequence[str] = (),
    ) -> Response:
        """Return a page of one sentence, with a button that asks for a new link where `new_link` is its address.

        What was `typed` into a form that was refused is given back.
        """
        said = {"title": title, "sentence": sentence, "new_link": new_link, "typed": typed}
        return self.render("message.html", status, headers, **said)

    def failure(self, typed: Sequence[str] = ()) -> Response:
        """Return the page for a fault of ours, with what was typed; the database is not asked, for it may be the fault."""
        sentence = "Chưa ghi nhận được gì; hãy thử lại sau ít phút hoặc báo Văn phòng UBND tỉnh."
        return self._not_kept(500, "Hệ thống đang gặp lỗi", sentence, typed, None)

    def without_database(self, typed: Sequence[str], *, in_doubt: bool) -> Response:
        """Return the page for a database that does not do as it is told, with what was typed.

        Nothing is stored, unless it is `in_doubt`: then nobody knows.
        """
        sentence = "Nơi lưu dữ liệu của hệ thống đang gặp sự cố nên chưa ghi nhận được gì; hãy thử lại sau ít phút hoặc báo Văn phòng UBND tỉnh."
        if in_doubt:
            sentence = (
                "Kết nối đến nơi lưu dữ liệu bị ngắt đúng lúc ghi nên chưa rõ nội dung đã được lưu hay chưa; hãy mở lại liên "
                "kết trong thư để xem trước khi gửi lại."
            )
        return self._not_kept(503, "Hệ thống tạm thời chưa ghi nhận được", sentence, typed, {"Retry-After": "300"})

    def _not_kept(
        self, status: int, title: str, sentence: str, typed: Sequence[str], headers: Mapping[str, str] | None
    ) -> Response:
        values = {"title": title, "sentence": sentence, "typed": typed}
        return self._respond("message.html", status, headers, values | {"new_link": ""})

    def busy(self, seconds: int, typed: Sequence[str] = ()) -> Response:
        """Return the page for who asks too often, and may come again in so many seconds; the database is not asked.

        What was typed is given back.
        """
        wait = f"{seconds} giây" if seconds < 100 else f"{-(-seconds // 60)} phút"
        sentence = f"Yêu cầu vừa rồi chưa được nhận; hãy thử lại sau {wait}. Nội dung đã lưu trước đó vẫn còn."
        headers = {"Retry-After": str(seconds)}
        return self._not_kept(429, "Quá nhiều yêu cầu trong thời gian ngắn", sentence, typed, headers)

    def style(self) -> Response:
        """Return the style sheet; its address changes with its content, so it may be kept."""
        headers = SECURITY_HEADERS | {"Cache-Control": "public, max-age=604800, immutable"}
        return Response(self._style, media_type="text/css", headers=headers)

    def _respond(
        self, template: str, status: int, headers: Mapping[str, str] | None, values: Mapping[str, object]
    ) -> Response:
        html = _TEMPLATES.get_template(template).render(
            values, banner=self._banner, prefix=self.prefix, style_version=self._style_version
        )
        return HTMLResponse(html, status, headers=SECURITY_HEADERS | UNCACHED | dict(headers or {}))
