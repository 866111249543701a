"""The province's OpenID provider: where it sends people, and what it says of who has signed in, verified.

Authlib makes the requests of OAuth 2 with PKCE (RFC 7636), joserfc verifies the ID token (OpenID Connect Core 1.0, 3.1.3.7);
the checks are told here one by one.
"""

import hmac
import json
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from threading import BoundedSemaphore
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import httpx2
from authlib.integrations.base_client.errors import OAuthError  # type: ignore[import-untyped]  # it comes without types
from authlib.integrations.httpx_client import OAuth2Client  # type: ignore[import-untyped]  # as above
from joserfc import jwt
from joserfc.errors import ClaimError, ExpiredTokenError, InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from models.people.deputies import is_plausible_address
from models.web_address import is_here_alone

ALGORITHMS = ("RS256", "PS256", "ES256")
"""How an ID token may be signed: never by the client's own secret, and never not at all."""
SCOPES = "openid email profile"
LEEWAY_SECONDS = 120
"""How far the provider's clock and ours may be apart."""
ASKED_WITHIN = 10
"""How long the provider may take to answer, in seconds."""
MOST_BYTES = 500_000
KNOWN_FOR = timedelta(minutes=10)
"""How long what the provider says of itself, and its keys, are taken as known."""
ANEW_AFTER = timedelta(minutes=1)
"""How soon they are asked for again, where a token is signed by a key that is not among them."""
QUIET_FOR = timedelta(seconds=30)
"""How long a provider that could not be asked is asked nothing more."""
ASKED_AT_ONCE, WAITED_FOR_OTHERS = 4, 2.0
"""How many requests ask the provider at once, and how long, in seconds, each of the others waits for its turn."""


class ProviderError(Exception):
    """The provider cannot be asked, or what it says is not believed; the message is a Vietnamese sentence."""


@dataclass(frozen=True)
class Client:
    """Us, as the provider knows us: its issuer, our id and secret, and where it sends people back to."""

    issuer: str
    client_id: str
    secret: str
    back_to: str
    group_claim: str = "groups"


@dataclass(frozen=True)
class Asked:
    """What was asked of the provider for one browser: by these it is known that the answer is to this question."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class SignedIn:
    """Who has signed in: his address in small letters, his name, and the groups he is in."""

    address: str
    name: str
    groups: tuple[str, ...]


AWAY = "Không nối được máy chủ đăng nhập của tỉnh; hãy thử lại sau, hoặc dùng liên kết được cấp."
NOT_BELIEVED = "Máy chủ đăng nhập phản hồi không đúng; chưa đăng nhập được. Hãy thử lại, hoặc báo Văn phòng UBND tỉnh."
OTHER_BROWSER = "Lần đăng nhập này không bắt đầu từ trình duyệt này, hoặc đã quá lâu; hãy đăng nhập lại."
TOO_OLD = "Thẻ đăng nhập đã hết hạn, hoặc đồng hồ hai máy chủ lệch nhau; hãy đăng nhập lại."
NO_PLAIN_ADDRESS = "Địa chỉ thư của tài khoản đăng nhập không đúng dạng ten@coquan.gov.vn; hãy báo quản trị máy chủ đăng nhập của tỉnh."
NO_ADDRESS = "Tài khoản đăng nhập chưa có địa chỉ thư công vụ đã xác minh; hãy báo quản trị máy chủ đăng nhập của tỉnh."


class Provider:
    """One provider, asked for itself and its keys once in `KNOWN_FOR`; one that is silent holds few requests up, and briefly."""

    def __init__(self, client: Client) -> None:
        """Nothing is asked yet."""
        self.client = client
        self._known: tuple[datetime, Mapping[str, Any], KeySet] | None = None
        self._failed: tuple[datetime, str] | None = None
        self._turns = BoundedSemaphore(ASKED_AT_ONCE)

    def address_of(self, asked: Asked, now: datetime) -> str:
        """Return where a browser is sent to sign in. Raise ProviderError where the provider cannot be asked."""
        said, _ = self._described(now)
        with self._oauth() as oauth:
            address, _ = oauth.create_authorization_url(
                said["authorization_endpoint"], state=asked.state, code_verifier=asked.verifier, nonce=asked.nonce
            )
        return str(address)

    def goodbye_of(self, now: datetime) -> str:
        """Return where the provider's own session ends, '' where it tells of no such page or cannot be asked."""
        try:
            said, _ = self._described(now)
        except ProviderError:
            return ""
        return str(said.get("end_session_endpoint", ""))

    def who_is(self, code: str, state: str, asked: Asked, now: datetime) -> SignedIn:
        """Return who has signed in, by the code that his browser brought back.

        Raise ProviderError for another browser's answer, a code that the provider does not take, and a token that is not
        signed by its keys, of another issuer, for another client, of another question, or out of its time.
        """
        if not hmac.compare_digest(state.encode(), asked.state.encode()):
            raise ProviderError(OTHER_BROWSER)
        said, _ = self._described(now)
        try:
            with self._asking(now), self._oauth() as oauth:
                token = oauth.fetch_token(said["token_endpoint"], code=code, code_verifier=asked.verifier)
            id_token = str(token.get("id_token", ""))
        except httpx2.HTTPError:
            raise ProviderError(AWAY) from None
        except (OAuthError, httpx2.InvalidURL, ValueError, TypeError, AttributeError):
            raise ProviderError(NOT_BELIEVED) from None
        claims = self._verified(id_token, asked, now)
        address = _address_in(claims)
        return SignedIn(
            address, str(claims.get("name") or address)[:160], _words_in(claims.get(self.client.group_claim))
        )

    def _verified(self, id_token: str, asked: Asked, now: datetime) -> Mapping[str, Any]:
        rules = jwt.JWTClaimsRegistry(
            now=int(now.timestamp()),
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": self.client.issuer},
            aud={"essential": True, "value": self.client.client_id},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
            nonce={"essential": True, "value": asked.nonce},
        )
        try:
            claims = self._decoded(id_token, now)
            rules.validate(claims)
        except ExpiredTokenError:
            raise ProviderError(TOO_OLD) from None
        except ClaimError as wrong:
            raise ProviderError(TOO_OLD if wrong.claim in ("iat", "nbf") else NOT_BELIEVED) from None
        except (JoseError, ValueError, TypeError):
            raise ProviderError(NOT_BELIEVED) from None
        # A token for several clients names the one that asked (OpenID Connect Core 1.0, 3.1.3.7, steps 4 and 5).
        if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and claims.get("azp") != self.client.client_id:
            raise ProviderError(NOT_BELIEVED)
        return claims

    def _decoded(self, id_token: str, now: datetime) -> dict[str, Any]:
        """Return what a token says that a key of the provider signed; it may have changed its keys since they were asked for."""
        try:
            return jwt.decode(id_token, self._described(now)[1], algorithms=ALGORITHMS).claims
        except InvalidKeyIdError:
            return jwt.decode(id_token, self._described(now, known_for=ANEW_AFTER)[1], algorithms=ALGORITHMS).claims

    def _described(self, now: datetime, known_for: timedelta = KNOWN_FOR) -> tuple[Mapping[str, Any], KeySet]:
        """Return what the provider says of itself, and its keys, asked for within a time."""
        if self._is_known(now, known_for) and self._known is not None:
            return self._known[1:]
        with self._asking(now):
            if not self._is_known(now, known_for) or self._known is None:  # while this one waited for its turn
                self._known = (now, *self._asked_for_itself())
            return self._known[1:]

    def _is_known(self, now: datetime, known_for: timedelta) -> bool:
        return self._known is not None and self._known[0] <= now < self._known[0] + known_for

    def _asked_for_itself(self) -> tuple[Mapping[str, Any], KeySet]:
        said = _get(f"{self.client.issuer.rstrip('/')}/.well-known/openid-configuration")
        if said.get("issuer") != self.client.issuer:
            raise ProviderError(NOT_BELIEVED)
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            if not _is_safe(said.get(name)):
                raise ProviderError(NOT_BELIEVED)
        if not _is_safe(said.get("end_session_endpoint", self.client.issuer)):
            raise ProviderError(NOT_BELIEVED)
        try:
            return said, KeySet.import_key_set({"keys": _get(str(said["jwks_uri"]))["keys"]})
        except (JoseError, ValueError, KeyError, TypeError, AttributeError):
            raise ProviderError(NOT_BELIEVED) from None

    @contextmanager
    def _asking(self, now: datetime) -> Iterator[None]:
        """Ask the provider something. Raise ProviderError at once where it could not be asked a moment ago, and soon where
        many ask: a worker that waits for the provider serves nobody else.
        """
        self._guard_asked(now)
        if not self._turns.acquire(timeout=WAITED_FOR_OTHERS):
            raise ProviderError(AWAY)
        try:
            self._guard_asked(now)
            yield
        except httpx2.TransportError:
            self._failed = now, AWAY
            raise ProviderError(AWAY) from None
        except ProviderError as error:
            self._failed = now, str(error)
            raise
        finally:
            self._turns.release()

    def _guard_asked(self, now: datetime) -> None:
        if self._failed is not None and self._failed[0] <= now < self._failed[0] + QUIET_FOR:
            raise ProviderError(self._failed[1])

    def _oauth(self) -> OAuth2Client:
        return OAuth2Client(
            self.client.client_id,
            self.client.secret or None,
            token_endpoint_auth_method="client_secret_basic" if self.client.secret else "none",
            scope=SCOPES,
            redirect_uri=self.client.back_to,
            code_challenge_method="S256",
            timeout=ASKED_WITHIN,
            trust_env=False,
            verify=_trusted(),
        )


def _is_safe(address: object) -> bool:
    """Tell whether an address is one that may be asked: encrypted, or on this machine."""
    if not isinstance(address, str) or urlsplit(address).scheme not in ("http", "https"):
        return False
    return address.startswith("https://") or is_here_alone(address)


def _address_in(claims: Mapping[str, Any]) -> str:
    """Return the address that a token tells, in small letters. Raise ProviderError for none, or none that was verified.

    Some providers say so in words. Letters that are not ASCII are none of an address here: of some of them the small ones are
    another's.
    """
    told = claims.get("email")
    if not isinstance(told, str) or not told.strip():
        raise ProviderError(NO_ADDRESS)
    if str(claims.get("email_verified", True)).lower() != "true":
        raise ProviderError(NO_ADDRESS)
    if not is_plausible_address(told.strip()):
        raise ProviderError(NO_PLAIN_ADDRESS)
    return told.strip().lower()


def _words_in(groups: object) -> tuple[str, ...]:
    """Return the groups that a token tells: a word, or words in a list; whatever else it says is none."""
    listed = groups if isinstance(groups, list) else [groups]
    return tuple(one for one in listed if isinstance(one, str))


@cache
def _trusted() -> ssl.SSLContext:
    """Return whose certificates are believed: read once, for that costs more than all else that is asked."""
    return httpx2.create_ssl_context(trust_env=False)


def _get(address: str) -> Mapping[str, Any]:
    """Return what is told at an address, within `ASKED_WITHIN` seconds and `MOST_BYTES`."""
    ends, content = monotonic() + ASKED_WITHIN, bytearray()
    try:
        with httpx2.stream(
            "GET", address, timeout=ASKED_WITHIN, trust_env=False, follow_redirects=False, verify=_trusted()
        ) as answer:
            answer.raise_for_status()
            for some in answer.iter_bytes():
                content += some
                if monotonic() > ends:
                    raise ProviderError(AWAY)
                if len(content) > MOST_BYTES:
                    raise ProviderError(NOT_BELIEVED)
        said = json.loads(content)
    except (httpx2.HTTPError, httpx2.InvalidURL):
        raise ProviderError(AWAY) from None
    except ValueError:
        raise ProviderError(NOT_BELIEVED) from None
    if not isinstance(said, dict):
        raise ProviderError(NOT_BELIEVED)
    return said
