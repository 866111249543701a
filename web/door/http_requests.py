"""What a request must be before its form is read: of the right kind, of a bounded size, from our own page."""

from urllib.parse import urlsplit

from starlette.requests import ClientDisconnect, Request

from models.settings import Home

MOST_BYTES = 1_000_000
"""The largest body of a form: some 28 text boxes filled to the last character."""
_MOST_DISCARDED = 16_000_000
"""How much of a body that is too large is still read, so that the browser gets to see the page that says so."""
FORM_TYPE = "application/x-www-form-urlencoded"
RESEND = "gui-lai"
"""The page that asks for a new link, and the last part of the address of every button that does."""
READ = ["GET", "HEAD"]
"""The methods of a page; neither changes anything."""


class RequestRefusedError(Exception):
    """A request that is answered by a page of one sentence and changes nothing.

    `new_link` is where to ask for a new link, below the address of the pages: behind an old link the page's button posts
    there (`tra-loi/…/gui-lai`), without one a link leads there (`gui-lai`); '' for neither.
    """

    def __init__(self, status: int, title: str, sentence: str, new_link: str = "") -> None:
        super().__init__(f"{status}: {title}")
        self.status, self.title, self.sentence, self.new_link = status, title, sentence, new_link


async def read_form_body(request: Request) -> bytes:
    """Return the body of a form, and keep it with the request for `typed_words`.

    Raise RequestRefusedError when it is no form, or too large.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM_TYPE:
        raise RequestRefusedError(
            415, "Không đọc được nội dung gửi lên", "Hãy mở lại liên kết trong thư và gửi bằng biểu mẫu trên trang."
        )
    body, size = bytearray(), 0
    try:
        async for chunk in request.stream():
            size += len(chunk)
            if size <= MOST_BYTES:
                body += chunk
            elif size > _MOST_DISCARDED:
                break
    except ClientDisconnect:
        raise RequestRefusedError(400, "Kết nối bị ngắt", "Chưa ghi nhận được gì; hãy gửi lại.") from None
    if size > MOST_BYTES:
        raise RequestRefusedError(
            413,
            "Nội dung gửi lên quá dài",
            "Chưa ghi nhận được gì; hãy quay lại trang trước, rút gọn nội dung hoặc gửi ít báo cáo hơn mỗi lần.",
        )
    request.state.sent = bytes(body)
    return bytes(body)


def guard_origin(request: Request, home: Home) -> None:
    """Raise RequestRefusedError when the browser says that the form was sent from another site's page.

    Under `Referrer-Policy: no-referrer` browsers send `Origin: null` for our own forms too; then Sec-Fetch-Site
    decides where there is one, and the form's seal in any case.
    """
    ours = {urlsplit(home.answer_url).netloc, request.headers.get("host", "")}
    origin = request.headers.get("origin", "null")
    foreign = origin != "null" and urlsplit(origin).netloc not in ours
    if foreign or request.headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
        raise other_page()


def looks_like_person(request: Request) -> bool:
    """Tell whether a page is asked for as a person's browser asks: by a GET that leads there, with a person's languages.

    Mail servers that look through the links of letters ask otherwise, mostly; one that does all a browser does is taken
    for a person. So a view is never an answer, and only counted where nothing depends on it.
    """
    said = request.headers
    leads_there = said.get("sec-fetch-mode", "navigate") == "navigate" and "prefetch" not in said.get("sec-purpose", "")
    is_browser = said.get("user-agent", "").startswith("Mozilla/") and bool(said.get("accept-language"))
    return request.method == "GET" and leads_there and is_browser


def other_page() -> RequestRefusedError:
    """Return the refusal of a form that did not come from the page behind this link."""
    return RequestRefusedError(
        403,
        "Biểu mẫu không gửi từ trang này",
        "Chưa ghi nhận được gì; hãy mở lại liên kết trong thư và gửi từ trang đó.",
    )
