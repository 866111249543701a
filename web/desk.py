"""What every desk behind a link shares: the link that is read, the form that must be its own, the page that is shown."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from models.acts import BY_PAGE, Person
from models.clock import day_of
from models.database import Database
from models.holders import province_and_code
from models.settings import Home
from notifications.links import LinkRefusedError, link_key, read_link
from web.plan_shelf import PlanShelf
from web.requests import RequestRefusedError, other_page
from web.responses import Pages


@dataclass(frozen=True)
class Visitor:
    """Who stands before a desk, as the link says: an agency of a province. `token` is the link's, a secret.

    `print` tells the link in the audit trail without giving it away. The link opens up to `expires_on` (inclusive).
    """

    token: str
    recipient: str
    province: str
    agency: str
    purpose: str
    expires_on: date

    @property
    def print(self) -> str:
        """A short print of the link."""
        return sha256(self.token.encode()).hexdigest()[:12]

    def person(self, name: str, post: str) -> Person:
        """Return who acts behind this link, as he names himself."""
        return Person(name, post, BY_PAGE, self.print)


class Desk:
    """The home behind the pages, and the seals of its forms."""

    def __init__(self, home: Home, database: Database, shelf: PlanShelf, pages: Pages) -> None:
        """Read the key of links. Raise SettingsError when it cannot be had."""
        self.home = home
        self.database = database
        self.shelf = shelf
        self.pages = pages
        self._key = link_key(home)

    @property
    def plans(self) -> tuple[str, ...]:
        """The codes of the plans that the home follows."""
        return self.home.settings.plans

    def open_link(self, token: str, purpose: str, now: datetime) -> Visitor:
        """Return who comes with a link. Raise RequestRefusedError for one that does not open a page of this purpose."""
        try:
            link = read_link(self._key, token, day_of(now))
        except LinkRefusedError as refused:
            status, title = (410, "Liên kết đã hết hạn") if refused.expired else (403, "Liên kết không dùng được")
            raise RequestRefusedError(status, title, str(refused)) from None
        if link.purpose != purpose:
            raise RequestRefusedError(
                403, "Liên kết không dùng được", "Liên kết này không mở trang này; hãy mở đúng liên kết trong thư."
            )
        province, agency = province_and_code(self.shelf.own_province(self.plans), link.agency)
        return Visitor(token, link.agency, province, agency, link.purpose, link.expires_on)

    def seal(self, token: str) -> str:
        """Return the hidden field `seal`, which shows that a form comes from our page behind this link."""
        return hmac.new(self._key, b"dondoc.form:" + token.encode(), sha256).hexdigest()

    def guard_sealed(self, token: str, fields: Mapping[str, str]) -> None:
        """Raise RequestRefusedError unless the fields carry the seal of this link's form."""
        if not hmac.compare_digest(self.seal(token).encode(), fields.get("seal", "").encode()):
            raise other_page()
