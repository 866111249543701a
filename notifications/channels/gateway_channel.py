"""How a short message leaves: through whatever gateway Apprise knows, one at a time, at a pace that we keep.

Apprise has the URL, which holds a password, and says in its log what it could not do: its log is not written here, and
what is told of a failure is ours.
"""

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import quote

import apprise
from apprise.plugins.base import NotifyBase
from apprise.plugins.custom_json import NotifyJSON
from apprise.plugins.smpp import NotifySMPP

from notifications.channels.gateway_urls import PLACE

_SENDER = "Don Doc"
"""Who asks, in plain letters: it becomes a header of HTTP."""
_SMPP_PORT = NotifySMPP.default_port
"""The one port that Apprise's plug-in asks, whatever its URL says."""
PAUSE = 1.0
"""The least time between two messages through one gateway, in seconds: what a province's gateway takes without complaint."""
_TALKATIVE = ("apprise", "urllib3", "requests", "smpp")
"""Whose logs may hold the address that they asked."""


class Gateways:
    """The gateways of a home, each with when it was used last."""

    def __init__(self, urls: Mapping[str, str], pause: Callable[[float], None] = time.sleep) -> None:
        self._urls, self._pause = urls, pause
        self._last: dict[str, float] = {}

    def send(self, gateway: str, address: str, text: str) -> str:
        """Send one short message; return '' or why it was not taken, in a Vietnamese sentence without secrets."""
        url = self._urls.get(gateway)
        if url is None:
            return f"Kênh «{gateway}» chưa đặt trong DONDOC_GATEWAYS."
        waited = time.monotonic() - self._last.get(gateway, float("-inf"))
        if waited < PAUSE:
            self._pause(PAUSE - waited)
        with _quiet():
            plugin = _plugin_of(url.replace(PLACE, quote(address, safe="")))
            if plugin is None:
                return unusable(gateway, url)
            sender = apprise.Apprise(asset=_asset())
            sender.add(plugin)
            try:
                sent = sender.notify(text, body_format=apprise.NotifyFormat.TEXT)
            except Exception as error:  # noqa: BLE001  one message, whatever its gateway does, must not stop the next
                return f"Kênh «{gateway}» không gửi được ({type(error).__name__})."
            finally:
                self._last[gateway] = time.monotonic()
        if sent.status is apprise.AppriseResultStatus.SUCCESS:
            return ""
        return f"Kênh «{gateway}» không nhận tin; hãy xem máy chủ của kênh có chạy và địa chỉ trong DONDOC_GATEWAYS có đúng không."


def gateway_fault(gateway: str, url: str) -> str:
    """Return why Apprise cannot use a gateway's URL, in a sentence without it; '' where it can."""
    with _quiet():
        plugin = _plugin_of(url.replace(PLACE, "0912345678"))
    if plugin is None:
        return unusable(gateway, url)
    if isinstance(plugin, NotifySMPP) and plugin.secure:
        return (
            f"Kênh «{gateway}»: smpps:// của Apprise không mã hóa gì; hãy viết smpp:// và chỉ dùng trong mạng nội bộ."
        )
    if isinstance(plugin, NotifySMPP) and plugin.port not in (None, _SMPP_PORT):
        return (
            f"Kênh «{gateway}»: Apprise bỏ qua cổng ghi trong smpp:// và luôn dùng cổng {_SMPP_PORT}; hãy bỏ cổng, máy chủ "
            "ở cổng khác thì chuyển tiếp cổng ấy."
        )
    return ""


def _plugin_of(url: str) -> NotifyBase | None:
    """Return Apprise's plug-in for a URL, None where it knows none. Of JSON nothing else is loaded: the others take seconds."""
    if url.lower().startswith(("json://", "jsons://")):
        parts = NotifyJSON.parse_url(url)  # type: ignore[no-untyped-call]
        return NotifyJSON(**{**parts, "asset": _asset()}) if parts else None  # type: ignore[no-untyped-call]
    return apprise.Apprise.instantiate(url, asset=_asset(), suppress_exceptions=True)


def unusable(gateway: str, url: str) -> str:
    """Return what is said of a gateway whose URL Apprise cannot use: which library it lacks, or that it knows no such kind."""
    scheme = url.partition("://")[0].lower()
    with _quiet():
        known = {
            name: plugin
            for plugin in apprise.Apprise().details(show_disabled=True, show_requirements=True)["schemas"]
            for name in (*(plugin["protocols"] or ()), *(plugin["secure_protocols"] or ()))
        }
    kind = known.get(scheme)
    if kind is None:
        return (
            f"Kênh «{gateway}»: Apprise không có kênh {scheme}://; kênh nào có giao diện JSON (như Zalo Bot) thì viết bằng "
            "jsons:// trong DONDOC_GATEWAYS."
        )
    lacks = ", ".join(kind["requirements"]["packages_required"]) if not kind["enabled"] else ""
    if lacks:
        return (
            f"Kênh «{gateway}»: kênh {scheme}:// cần thêm thư viện {lacks}, không kèm theo chương trình; hãy cài vào môi trường "
            f"của chương trình (.venv/bin/python -m pip install {lacks}), cài lại sau mỗi lần nâng cấp."
        )
    return f"Kênh «{gateway}»: Apprise không hiểu địa chỉ {scheme}:// này; hãy viết lại trong DONDOC_GATEWAYS."


def _asset() -> apprise.AppriseAsset:
    return apprise.AppriseAsset(
        app_id=_SENDER, async_mode=False, interpret_emojis=False, interpret_escapes=False, secure_logging=True
    )


@contextmanager
def _quiet() -> Iterator[None]:
    """Let nobody write down what was asked of whom."""
    logs = [logging.getLogger(name) for name in _TALKATIVE]
    before = [one.level for one in logs]
    for one in logs:
        one.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for one, level in zip(logs, before, strict=True):
            one.setLevel(level)
