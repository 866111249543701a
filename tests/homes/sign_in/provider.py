"""A small OpenID provider that does as the standard says, and otherwise where a test tells it to.

It signs in whoever is set as its `user`, at once; a code is good once, for the client, the address and the verifier (RFC
7636) that it was made for.
"""

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import token_urlsafe
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from authlib.oauth2.rfc7636 import create_s256_code_challenge  # type: ignore[import-untyped]  # it comes without types
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

CLIENT, SECRET = "don-doc", "mat-khau-cua-ung-dung"


@dataclass
class Provider:
    """The provider as a test sets it. `user` are the claims of who signs in, `changes` what its tokens say otherwise, `token_said` all that is
    answered to a code where it is set; `silent` holds every answer up until it is set, `asked` are the addresses asked for. One
    that is `gone` breaks the line where a code is brought.
    """

    address: str
    now: datetime
    user: dict[str, Any] = field(default_factory=dict)
    changes: dict[str, Any] = field(default_factory=dict)
    issuer: str = ""
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "1", "use": "sig", "alg": "RS256"}))
    signing_key: RSAKey | None = None
    token_said: object = None
    silent: threading.Event | None = None
    gone: bool = False
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def described(self) -> dict[str, Any]:
        """Return what it says of itself."""
        return {
            "issuer": self.issuer or self.address,
            "authorization_endpoint": f"{self.address}/vao",
            "token_endpoint": f"{self.address}/the",
            "jwks_uri": f"{self.address}/khoa",
            "end_session_endpoint": f"{self.address}/ra",
        }

    def sign_in(self, address: str) -> str:
        """Do what a person's browser does at the page to which we sent it: return where it is led back to."""
        given = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert given["client_id"] == CLIENT
        assert given["response_type"] == "code"
        assert given["code_challenge_method"] == "S256"
        assert {"openid", "email"} <= set(given["scope"].split(" "))
        code = token_urlsafe(12)
        self.codes[code] = given
        return f"{given['redirect_uri']}?{urlencode({'code': code, 'state': given['state']})}"

    def token(self, form: dict[str, str], authorization: str) -> tuple[int, object]:
        """Return the answer to who brings a code."""
        given = self.codes.pop(form.get("code", ""), None)
        wanted = base64.b64encode(f"{CLIENT}:{quote(SECRET)}".encode()).decode()
        if authorization != f"Basic {wanted}":
            return 401, {"error": "invalid_client"}
        if given is None or given["redirect_uri"] != form.get("redirect_uri"):
            return 400, {"error": "invalid_grant"}
        if create_s256_code_challenge(form.get("code_verifier", "")) != given["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        moment = int(self.now.timestamp())
        claims = {"iss": self.address, "aud": CLIENT, "sub": "1", "iat": moment, "exp": moment + 300}
        claims |= {"nonce": given["nonce"], **self.user, **self.changes}
        if self.token_said is not None:
            return 200, self.token_said
        key = self.signing_key or self.key
        signed = jwt.encode({"alg": "RS256", "kid": key.kid}, claims, key, algorithms=["RS256"])
        return 200, {"access_token": "x", "token_type": "Bearer", "id_token": signed}


@contextmanager
def provider_running(now: datetime) -> Iterator[Provider]:
    """Run a provider on a free port, and give it."""
    running: list[Provider] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            one = running[0]
            one.asked.append(self.path)
            said = {
                "/.well-known/openid-configuration": one.described(),
                "/khoa": KeySet([one.key]).as_dict(private=False),
            }.get(self.path)
            if one.silent is not None:
                one.silent.wait(10)
            self._say(200 if said else 404, dict(said or {}))

        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers["content-length"])).decode()
            form = {name: values[0] for name, values in parse_qs(sent).items()}
            if running[0].gone:
                return
            self._say(*running[0].token(form, self.headers.get("authorization", "")))

        def _say(self, status: int, said: object) -> None:
            content = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_given: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    running.append(Provider(f"http://127.0.0.1:{server.server_port}", now))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield running[0]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
