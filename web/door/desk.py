"""What every desk behind a link shares: the link that is read, the form that must be its own, the page that is shown."""

import logging
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

from models.access.rights import guard_right
from models.agencies import province_and_code
from models.audit.acts import BY_PAGE, Person
from models.audit.views import View, append_view
from models.clock import day_of
from models.database import Database, Session
from models.home_identity import stamp_of
from models.office_settings.sending_settings import UI_READER
from models.people.deputies import DEPUTY_FUNCTION, stands_in
from models.people.grants import SIGNED_IN_SUFFIX, grant_in_force, is_named
from models.people.link_epochs import current_epoch
from models.refusal import RefusedError
from models.settings import Home, Settings, SettingsError, open_home
from models.settings_file import SETTINGS_FILE
from models.tables.people import Access, AccessGrant
from notifications.links import (
    BOARD,
    CALENDAR,
    CALENDAR_SUFFIX,
    JUDGE,
    NO_NEW_ONE,
    OFFICE,
    PAGES,
    KeyRing,
    Link,
    LinkRefusedError,
    code_in,
    form_seal,
    guard_link,
    is_form_seal,
    last_day_of,
    link_address,
    read_kept,
    read_link,
    sign_kept,
    sign_link,
)
from notifications.purposes import RIGHT_OF
from plan.library import LoadedPlan
from web.door.http_requests import RESEND, RequestRefusedError, other_page
from web.door.plan_shelf import PlanShelf
from web.door.responses import Pages

_log = logging.getLogger(__name__)
SESSION_COOKIE = "dondoc-phien"
"""The cookie of who has signed in: the number of his grant, and until when."""


@dataclass(frozen=True)
class Visitor:
    """Who stands before a desk, as the link says: an agency of a province. `token` is the link's, a secret.

    `recipient` is whom the link was made for, as the outbox knows it; `function` is '' for the agency itself, `head` or
    `deputy` for one of its people. `access` is as what he comes in; of whom the office let in under his own name `named`
    is the grant. `print` tells the link in the audit trail without giving it away. The link opens up to `expires_on` (inclusive).
    """

    token: str
    recipient: str
    province: str
    agency: str
    purpose: str
    expires_on: date
    function: str = ""
    access: Access = Access.AGENCY
    named: AccessGrant | None = None

    @property
    def print(self) -> str:
        """A short print of the link."""
        return print_of(self.token)

    @property
    def signed_in(self) -> bool:
        """Tell whether he came in by signing in, and may sign out."""
        return SIGNED_IN_SUFFIX in self.recipient

    def person(self, name: str, post: str) -> Person:
        """Return who acts behind this link, as he names himself."""
        return Person(name, post, BY_PAGE, self.print)


def _stamp_of(file: Path) -> tuple[int, int, int] | None:
    """Return what changes when a file is edited or replaced; None where it is not there."""
    with suppress(OSError):
        found = file.stat()
        return found.st_mtime_ns, found.st_size, found.st_ino
    return None


def print_of(token: str) -> str:
    """Return a short print of a link, by which the audit trail tells it without giving it away."""
    return sha256(token.encode()).hexdigest()[:12]


class PageHome:
    """The home behind the pages, and the seals of its forms."""

    def __init__(self, home: Home, database: Database, shelf: PlanShelf, pages: Pages) -> None:
        """Read the key of links. Raise SettingsError when it cannot be had."""
        self.home = home
        self.database = database
        self.shelf = shelf
        self.pages = pages
        self._ring = KeyRing(home)
        self._stamp = stamp_of(home)
        self._settings_stamp, self._settings = _stamp_of(home.path / SETTINGS_FILE), home.settings

    @property
    def plans(self) -> tuple[str, ...]:
        """The codes of the plans that the home follows, as its file of settings says now."""
        return self.settings.plans

    @property
    def settings(self) -> Settings:
        """The settings as their file says now.

        A file that was edited and has an error is told elsewhere; the settings stay those of before.
        """
        stamp = _stamp_of(self.home.path / SETTINGS_FILE)
        if stamp != self._settings_stamp:
            with suppress(SettingsError):
                self._settings = open_home(self.home.path).settings
            self._settings_stamp = stamp
        return self._settings

    def guard_there(self) -> None:
        """Raise RequestRefusedError where the file of data was taken away or replaced under this process.

        It would go on with the old one, and what it writes there would be lost.
        """
        if stamp_of(self.home) != self._stamp:
            _log.error("The database file is another one than at the start, or gone.")
            sentence = "Nơi lưu dữ liệu của hệ thống đã bị thay hoặc không còn nên chưa ghi nhận được gì; hãy báo Văn phòng UBND tỉnh."
            raise RequestRefusedError(503, "Hệ thống tạm thời chưa ghi nhận được", sentence)

    def open_link(self, token: str, purpose: str, now: datetime, shelf: PlanShelf | None = None) -> Visitor:
        """Return who comes with a link. Raise RequestRefusedError for one that does not open a page of this purpose.

        `shelf` are the plans as the request finds them, None where it has not looked at them.
        """
        self.guard_there()
        link = self.read_link(token, purpose)
        name, _, function = link.recipient.partition("/")
        province, agency = province_and_code((shelf or self.shelf).own_province(self.plans), name)
        with self.database.read() as session:
            epoch = current_epoch(session, link.recipient)
            is_over = function == DEPUTY_FUNCTION and not stands_in(session, agency, day_of(now), province=province)
            code = code_in(link.recipient)
            named = grant_in_force(session, code) if code else None
        try:
            guard_link(link, day_of(now), epoch)
        except LinkRefusedError as refused:
            if refused.revoked:
                raise self.ended("Liên kết đã bị thu hồi", str(refused)) from None
            # A new link to a naming is not to be had: who named somebody may do it again; nor one to a calendar.
            new_link = "" if purpose in NO_NEW_ONE else f"{PAGES[purpose]}/{token}/{RESEND}"
            raise RequestRefusedError(410, "Liên kết đã hết hạn", str(refused), new_link) from None
        if is_over:
            raise self.ended("Thời gian báo cáo thay đã kết thúc", "Liên kết này dành cho người báo cáo thay.")
        if code and code != UI_READER and not self._is_let_in(named, name):
            raise self.ended("Liên kết không còn dùng được", "Văn phòng không còn cấp quyền cho người này.")
        access = named.access if named else self._access_of(link, province, agency, function)
        try:
            guard_right(access, RIGHT_OF[purpose])
        except RefusedError as refused:
            raise RequestRefusedError(403, "Không thuộc quyền của liên kết này", str(refused)) from None
        return Visitor(token, link.recipient, province, agency, link.purpose, link.expires_on, function, access, named)

    def _is_let_in(self, named: AccessGrant | None, name: str) -> bool:
        """Tell whether a grant holds now, for the agency of the link's recipient."""
        if named is None or not is_named(named, self.settings.readers()):
            return False
        return not named.agency or named.agency == name

    def _access_of(self, link: Link, province: str, agency: str, function: str) -> Access:
        """Return as what somebody comes in whose link is an agency's or the Chairman's, by its purpose."""
        if link.purpose == BOARD:
            chairmen = {one.register.chairman for one in self._sound_plans() if one.register.code == province}
            return Access.CHAIRMAN if agency in chairmen else Access.READER
        if link.purpose in (JUDGE, OFFICE):
            return Access.TRACKER if link.purpose == JUDGE else Access.OFFICE
        return Access.DEPUTY if function == DEPUTY_FUNCTION else Access.AGENCY

    def _sound_plans(self) -> list[LoadedPlan]:
        return [loaded for code in self.plans if (loaded := self.shelf.plan(code)) is not None]

    def guard_own_office(self, visitor: Visitor) -> None:
        """Raise RequestRefusedError for anybody but the office of the home's own province."""
        own = self.shelf.own_province(self.plans)
        offices = {one.register.office for one in self._sound_plans() if one.plan.province == own}
        if visitor.province != own or visitor.agency not in offices:
            sentence = "Trang này chỉ dành cho Văn phòng UBND tỉnh; hãy mở đúng liên kết trong thư."
            raise RequestRefusedError(403, "Liên kết không dùng được", sentence)

    def calendar_link(self, session: Session, visitor: Visitor, on: date) -> str:
        """Return the address of the calendar of a visitor's agency; '' for a deputy, whose time ends before the link."""
        if visitor.function == DEPUTY_FUNCTION:
            return ""
        recipient = visitor.recipient.partition("/")[0] + CALENDAR_SUFFIX
        epoch, last_day = current_epoch(session, recipient), last_day_of(CALENDAR, on)
        token = sign_link(self._ring.current()[0], recipient, CALENDAR, last_day, epoch)
        return link_address(self.home.answer_url, CALENDAR, token)

    def asking_for_anew(self, token: str, purpose: str, now: datetime) -> str:
        """Return to whom new links go, where an honest link of a purpose asks for them.

        Raise RequestRefusedError for any other, and for one that somebody ended: it leads to no new one.
        """
        link = self.read_link(token, purpose)
        try:
            self.open_link(token, purpose, now)
        except RequestRefusedError as refused:
            if not refused.new_link:
                raise
        return link.recipient

    def ended(self, title: str, sentence: str) -> RequestRefusedError:
        """Return the refusal of a link that was ended by somebody: it leads to no other one, but to a person."""
        contact = self.home.settings.contact.strip().rstrip(".")
        whom = f"Văn phòng UBND tỉnh ({contact})" if contact else "Văn phòng UBND tỉnh"
        return RequestRefusedError(410, title, f"{sentence} Nếu cơ quan còn phải báo cáo, hãy liên hệ {whom}.")

    def read_link(self, token: str, purpose: str) -> Link:
        """Return an honest link of a purpose, whether or not it still opens. Raise RequestRefusedError for any other."""
        title = "Liên kết không dùng được"
        try:
            link = read_link(self._ring.current(), token)
        except LinkRefusedError as refused:
            raise RequestRefusedError(403, title, str(refused), RESEND) from None
        if link.purpose != purpose:
            sentence = "Liên kết này không mở trang này; hãy mở đúng liên kết trong thư."
            raise RequestRefusedError(403, title, sentence)
        return link

    def is_ours(self, token: str) -> bool:
        """Tell whether a token is one that this home signed, whether or not it still opens anything."""
        try:
            read_link(self._ring.current(), token)
        except LinkRefusedError:
            return False
        return True

    def sign_here(self, recipient: str, purpose: str, expires_on: date, epoch: int) -> str:
        """Return the token of a link to a page of this home."""
        return sign_link(self._ring.current()[0], recipient, purpose, expires_on, epoch)

    def guard_session(self, visitor: Visitor, cookies: Mapping[str, str], now: datetime) -> None:
        """Raise RequestRefusedError for the link of who has signed in, in a browser that has not, or no longer.

        `now` is the machine's moment.
        """
        if not visitor.signed_in:
            return
        words = self.read_kept(SESSION_COOKIE, cookies.get(SESSION_COOKIE, ""))
        number = str(visitor.named.id) if visitor.named else ""
        if words is None or words[0] != number or datetime.fromisoformat(words[1]) < now:
            sentence = (
                f"Phiên đăng nhập đã hết hoặc chưa đăng nhập; hãy đăng nhập lại ở {self.home.answer_url}/dang-nhap."
            )
            raise RequestRefusedError(403, "Cần đăng nhập", sentence)

    def note_view(self, visitor: Visitor, what: str, now: datetime, *, by_person: bool = False) -> None:
        """Write into the audit trail that a page or file was shown: `what` says which, without a word of its content.

        `by_person` tells that it was asked for as a person's browser asks (`looks_like_person`).

        Nothing of the database is touched. A trail that cannot be written is told in the log; the page is shown.
        """
        grant = visitor.named.id if visitor.named else 0
        view = View(
            now, visitor.recipient, visitor.purpose, what, visitor.print, by_person, visitor.access.value, grant
        )
        try:
            append_view(self.home, view)
        except OSError as error:
            _log.error("A view could not be written into the audit trail: %s", error.strerror or error)

    def seal(self, token: str) -> str:
        """Return the hidden field `seal`, which shows that a form comes from our page behind this link."""
        return form_seal(self._ring.current(), token)

    def sign_kept(self, token: str, words: tuple[str, str]) -> str:
        """Return words as the browser keeps them for this link alone."""
        return sign_kept(self._ring.current(), token, words)

    def read_kept(self, token: str, kept: str) -> tuple[str, str] | None:
        """Return words that this browser keeps for this link; None for what we did not give it."""
        return read_kept(self._ring.current(), token, kept)

    def guard_sealed(self, token: str, fields: Mapping[str, str]) -> None:
        """Raise RequestRefusedError unless the fields carry the seal of this link's form.

        A form that was shown before the key was changed is good as long as the key is.
        """
        if not is_form_seal(self._ring.current(), token, fields.get("seal", "")):
            raise other_page()
