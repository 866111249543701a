"""Signing in and out: a browser goes to the provider and comes back with a code; a cookie holds the session, for some hours.

The pages of who has signed in lie behind a link of his own, which opens in the browser with the session's cookie alone.
"""

import logging
import secrets
from dataclasses import replace
from datetime import datetime, timedelta

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from models.clock import Clock, day_of
from models.files import read_private
from models.home_identity import read_id
from models.people.grants import OwnOffice, signed_in_recipient
from models.people.link_epochs import current_epoch
from models.refusal import RefusedError
from models.settings import Settings
from notifications.contacts.directory import names_of
from notifications.links import PAGES
from notifications.purposes import purposes_for
from web.door.desk import SESSION_COOKIE, PageHome
from web.door.http_requests import READ, RequestRefusedError, guard_origin
from web.door.responses import SECURITY_HEADERS, UNCACHED
from web.sign_in.people import grant_of
from web.sign_in.provider import OTHER_BROWSER, Asked, Client, Provider, ProviderError

_log = logging.getLogger(__name__)
PAGE, BACK, OUT = "dang-nhap", "dang-nhap/xong", "dang-xuat"
ASKING_COOKIE = "dondoc-dang-nhap"
ASKING_LASTS = timedelta(minutes=10)
"""How long somebody may take at the provider."""
SESSION_LASTS = timedelta(hours=8)
"""How long a session lasts: a working day."""


def add_sign_in_routes(app: FastAPI, desk: PageHome, clock: Clock, machine: Clock) -> None:
    """Add the routes; `machine` tells the time of the provider's tokens and of sessions, `clock` the home's day."""
    signing = _Signing(desk, clock, machine)

    @app.api_route(f"/{PAGE}", methods=READ)
    def go_to_provider() -> Response:
        return signing.begin()

    @app.api_route(f"/{BACK}", methods=["GET"])
    def come_back(request: Request) -> Response:
        return signing.finish(request)

    @app.post(f"/{OUT}")
    def sign_out(request: Request) -> Response:
        guard_origin(request, desk.home)
        return signing.end()


class _Signing:
    def __init__(self, desk: PageHome, clock: Clock, machine: Clock) -> None:
        self.desk, self.clock, self.machine = desk, clock, machine
        self._provider: Provider | None = None

    def begin(self) -> Response:
        """Send a browser to the provider, with what its answer will be known by. Raise HTTPException 404 without one."""
        provider, now = self._provider_now(), self.machine.now()
        asked = Asked(secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48))
        try:
            address = provider.address_of(asked, now)
        except ProviderError as error:
            raise self._refused(error) from None
        response = _lead_to(address)
        words = (f"{asked.state}|{asked.nonce}|{asked.verifier}", (now + ASKING_LASTS).isoformat())
        self._set(response, ASKING_COOKIE, self.desk.sign_kept(PAGE, words), ASKING_LASTS)
        return response

    def finish(self, request: Request) -> Response:
        """Let in who comes back from the provider, and lead him to his page. Raise RequestRefusedError for anybody else."""
        provider, now, query = self._provider_now(), self.machine.now(), request.query_params
        try:
            asked = self._asked(request, now)
            who = provider.who_is(query.get("code", ""), query.get("state", ""), asked, now)
        except ProviderError as error:
            raise self._refused(error) from None
        own, moment = self._own(), self.clock.now()
        identity, settings = read_id(self.desk.home), self.desk.settings
        try:
            with self.desk.database.write_alone() as session:
                grant = grant_of(session, who, settings, moment, identity=identity, own=own)
                recipient = signed_in_recipient(grant, own) if grant else ""
                epoch = current_epoch(session, recipient)
        except RefusedError as refused:
            _log.warning("Somebody who has signed in could not be let in.")
            raise RequestRefusedError(403, "Chưa đăng nhập được", " ".join(refused.sentences)) from None
        if grant is None:
            sentence = (
                f"Tài khoản {who.address} chưa được cấp quyền vào Đôn Đốc; hãy đề nghị Văn phòng UBND tỉnh cấp quyền."
            )
            raise RequestRefusedError(403, "Chưa được cấp quyền", sentence)
        purpose = purposes_for(grant.access)[0]
        token = self.desk.sign_here(recipient, purpose, day_of(moment) + timedelta(days=1), epoch)
        response = _lead_to(f"{self.desk.pages.prefix}/{PAGES[purpose]}/{token}")
        words = (str(grant.id), (now + SESSION_LASTS).isoformat())
        self._set(response, SESSION_COOKIE, self.desk.sign_kept(SESSION_COOKIE, words), SESSION_LASTS)
        response.delete_cookie(ASKING_COOKIE, path=self._path)
        return response

    def end(self) -> Response:
        """End the session of a browser, and tell where the provider's own ends."""
        goodbye = self._provider_now().goodbye_of(self.machine.now())
        response = self.desk.pages.render("signed_out.html", goodbye=goodbye)
        response.delete_cookie(SESSION_COOKIE, path=self._path)
        return response

    def _asked(self, request: Request, now: datetime) -> Asked:
        if request.query_params.get("error"):
            raise ProviderError("Máy chủ đăng nhập không cho đăng nhập; hãy thử lại hoặc dùng liên kết được cấp.")
        words = self.desk.read_kept(PAGE, request.cookies.get(ASKING_COOKIE, ""))
        if words is None or datetime.fromisoformat(words[1]) < now:
            raise ProviderError(OTHER_BROWSER)
        return Asked(*words[0].split("|"))

    def _provider_now(self) -> Provider:
        settings = self.desk.settings
        if not settings.signs_in:
            raise HTTPException(404)
        client = Client(
            settings.sign_in_issuer,
            settings.sign_in_client,
            "",
            f"{self.desk.home.answer_url.rstrip('/')}/{BACK}",
            settings.sign_in_group_claim,
        )
        client = replace(client, secret=self._secret(settings))
        if self._provider is None or self._provider.client != client:
            self._provider = Provider(client)
        return self._provider

    def _secret(self, settings: Settings) -> str:
        if settings.sign_in_secret or settings.sign_in_secret_file is None:
            return settings.sign_in_secret
        try:
            return read_private(settings.sign_in_secret_file)
        except OSError:
            _log.error("The file of the sign-in's secret cannot be read, or is open to others.")
            sentence = "Chưa đọc được mật khẩu ứng dụng của máy chủ đăng nhập; hãy báo Văn phòng UBND tỉnh."
            raise RequestRefusedError(503, "Chưa đăng nhập được", sentence) from None

    def _own(self) -> OwnOffice:
        own = self.desk.shelf.own_province(self.desk.plans)
        sound = [loaded for code in self.desk.plans if (loaded := self.desk.shelf.plan(code)) is not None]
        office = next(one.register.office for one in sound if one.plan.province == own)
        return OwnOffice(own, office, frozenset(names_of([one.register for one in sound], own)))

    def _refused(self, error: ProviderError) -> RequestRefusedError:
        _log.warning("Somebody could not sign in: %s", error)
        return RequestRefusedError(403, "Chưa đăng nhập được", str(error))

    @property
    def _path(self) -> str:
        return f"{self.desk.pages.prefix}/"

    def _set(self, response: Response, name: str, value: str, lasts: timedelta) -> None:
        is_secure = self.desk.home.answer_url.startswith("https:")
        seconds = int(lasts.total_seconds())
        response.set_cookie(
            name, value, max_age=seconds, path=self._path, httponly=True, samesite="lax", secure=is_secure
        )


def _lead_to(address: str) -> Response:
    return Response(status_code=303, headers=SECURITY_HEADERS | UNCACHED | {"Location": address})
