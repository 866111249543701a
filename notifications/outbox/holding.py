"""Why a home's letters are held: nothing leaves before the office says so, or where nobody could use what it says."""

from dataclasses import dataclass

from models.home import HomeState
from models.settings import Home


@dataclass(frozen=True)
class Hold:
    """Why letters are held: in a few words for a title, in a sentence, and the way out in another."""

    words: str
    why: str
    way_out: str

    def __str__(self) -> str:
        return f"{self.why} {self.way_out}"


PREPARED = Hold(
    "đang chuẩn bị",
    "Thư mục dữ liệu này đang được chuẩn bị, chưa bắt đầu gửi thư: mọi thư được giữ lại.",
    "Xem còn thiếu gì, sẽ gửi cho ai, rồi bắt đầu: dondoc go-live.",
)
NO_SERVER = Hold(
    "chưa có máy chủ thư",
    "Chưa đặt máy chủ thư nên thư được giữ lại, chưa gửi.",
    "Hãy đặt DONDOC_MAIL_URL trong môi trường của chương trình rồi chạy lại; không thư nào bị mất.",
)


def why_held(home: Home, state: HomeState) -> Hold | None:
    """Return why the home's letters are held, or None where they may leave. A trial's only reach its own folder."""
    if state.is_trial:
        return None
    return PREPARED if not state.speaks else why_unsendable(home)


def why_unsendable(home: Home) -> Hold | None:
    """Return why no letter of a real home would reach anybody by its settings, or do any good, or None."""
    if not home.settings.mail_url:
        return NO_SERVER
    # A mail server on this machine may well be the office's relay: it makes the letters no less real.
    if home.is_answered_here_alone:
        return Hold(
            "địa chỉ trang báo cáo chưa dùng được",
            f"Trang báo cáo mang địa chỉ {home.answer_url}, chỉ mở được trên chính máy này, nên thư được giữ lại, chưa gửi.",
            'Hãy ghi địa chỉ mà các cơ quan mở được vào dondoc.toml, ví dụ answer_url = "https://dondoc.tinh.gov.vn", '
            "rồi chạy lại; không thư nào bị mất.",
        )
    return None
