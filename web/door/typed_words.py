"""What a person typed into a form that could not be kept: given back, so that nobody writes it twice."""

import re
from collections.abc import Mapping
from contextlib import suppress

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from web.door.form_fields import read_fields
from web.door.http_requests import MOST_BYTES, RequestRefusedError
from web.door.uploads import read_sent_form

_OF_THE_PAGE = ("seal", "act", "press", "of", "shown", "base", "version", "seen", "bulk", "suggested", "name", "post")
"""Fields that the page fills in by itself, or that are typed in a moment, up to the hyphen before a line's number."""
_CODE = re.compile("[a-z]+(-[a-z]+)*|[0-9]{4}-[0-9]{2}-[0-9]{2}")
"""A choice of a list, or a day: chosen again in a moment."""


_LENGTH = re.compile("[0-9]{1,9}")


async def typed_words(request: Request, most: int = MOST_BYTES) -> tuple[str, ...]:
    """Return the texts of the form that a request brought, in the order of its page; nothing for a page that is only read.

    A form that was not read yet is read now, unless it is longer than `most` bytes or does not say how long it is: it may
    be anybody's. One that cannot be read has none.
    """
    if request.method != "POST":
        return ()
    length = request.headers.get("content-length", "")
    if not hasattr(request.state, "sent") and _LENGTH.fullmatch(length) and int(length) <= most:
        with suppress(RequestRefusedError, RuntimeError):
            form = await read_sent_form(request)
            form.close()
    return await run_in_threadpool(kept_words, request)


def kept_words(request: Request) -> tuple[str, ...]:
    """Return as `typed_words` does, of a form that was read already."""
    sent: bytes | Mapping[str, str] = getattr(request.state, "sent", b"")
    if isinstance(sent, bytes):
        try:
            sent = read_fields(sent)
        except ValueError:
            return ()
    texts = (value for name, value in sent.items() if name.partition("-")[0] not in _OF_THE_PAGE)
    return tuple(dict.fromkeys(text for text in texts if text and not _CODE.fullmatch(text)))
