"""A link as a QR code (ISO/IEC 18004), which a telephone's camera opens from paper."""

import io

import segno

_DOTS = 8
"""How many dots of the picture a module takes: sharp on any printer."""
_QUIET = 4
"""The empty rim that the standard asks for, in modules."""


def draw_code(text: str) -> bytes:
    """Return a QR code of a text as a PNG, black on white: of the second level of correction (15 %), for paper is folded and copied."""
    made, picture = segno.make(text, error="m", boost_error=False, micro=False), io.BytesIO()
    made.save(picture, kind="png", scale=_DOTS, border=_QUIET)
    return picture.getvalue()
