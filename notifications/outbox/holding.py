"""Why a home's letters are held: nothing leaves before the office says so, or where nobody could use what it says."""

from contextlib import suppress
from dataclasses import dataclass

from models.home import HomeState
from models.settings import Home, SettingsError
from notifications.links import prints_of_keys


@dataclass(frozen=True)
class Hold:
    """Why letters are held: in a few words for a title, the cause in a sentence, and the way out in another."""

    words: str
    cause: str
    way_out: str

    def __str__(self) -> str:
        return f"{self.cause} Thư được giữ lại, chưa gửi. {self.way_out}"


PREPARED = Hold(
    "đang chuẩn bị",
    "Thư mục dữ liệu này đang được chuẩn bị, chưa bắt đầu gửi thư cho cơ quan nào.",
    "Xem còn thiếu gì, sẽ gửi cho ai, rồi bắt đầu: dondoc go-live.",
)
NO_SERVER = Hold(
    "chưa có máy chủ thư",
    "Chưa đặt máy chủ thư.",
    "Hãy đặt DONDOC_MAIL_URL trong môi trường của chương trình rồi chạy lại; không thư nào bị mất.",
)

OTHER_KEY = Hold(
    "khóa ký liên kết không phải của thư mục này",
    "Khóa ký liên kết không phải là khóa đã ký các thư đã gửi: khi đặt lại khóa cũ, liên kết trong thư gửi bây giờ không mở được.",
    "Hãy đặt lại khóa cũ; đã đổi khóa có chủ ý thì ghi nhận bằng dondoc links rotate --lost.",
)


def why_held(home: Home, state: HomeState) -> Hold | None:
    """Return why the home's letters are held, or None where they may leave. A trial's only reach its own folder."""
    if state.is_trial:
        return None
    if not state.speaks:
        return PREPARED
    return next(iter(unsendable(home)), None) or (OTHER_KEY if _signs_otherwise(home, state) else None)


def _signs_otherwise(home: Home, state: HomeState) -> bool:
    """Tell whether the key of links is another than the one that signed what was sent; a key that is lost is told by who needs it."""
    with suppress(SettingsError):
        return state.key_print not in ("", *prints_of_keys(home))
    return False


def unsendable(home: Home) -> tuple[Hold, ...]:
    """Return why by its settings no letter of a real home would reach anybody or do any good; empty where it would."""
    found = [] if home.settings.mail_url else [NO_SERVER]
    # A mail server on this machine may well be the office's relay: it makes the letters no less real.
    if home.is_answered_here_alone:
        found.append(
            Hold(
                "địa chỉ trang báo cáo chưa dùng được",
                f"Liên kết trong thư mang địa chỉ {home.answer_url}, chỉ mở được trên chính máy này.",
                "Hãy ghi địa chỉ mà các cơ quan mở được vào dondoc.toml, ví dụ "
                'answer_url = "https://dondoc.tinh.gov.vn", rồi chạy lại; không thư nào bị mất.',
            )
        )
    return tuple(found)
