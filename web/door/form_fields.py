"""The fields of a form that was sent: read within bounds and cleaned, with the sentence that says what is wrong with one."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from models.audit.acts import BY_PAGE, NO_NAME, Person
from models.refusal import RefusedError
from models.text import clean_typed

MOST_FIELDS = 2_000
"""The most fields of one form; some ten to fifteen belong to a line."""


@dataclass(frozen=True)
class FormError:
    """One sentence about what was sent; `place` is the element's id on the page that it is about."""

    place: str
    sentence: str


def read_fields(body: bytes) -> dict[str, str]:
    """Return the fields of an `application/x-www-form-urlencoded` body, cleaned as `models.text.clean_typed` does.

    Bytes that are no UTF-8 come out as what cannot be read, and are refused where the field is kept. Of a name given twice
    the last one holds. Raise ValueError when there are more than `MOST_FIELDS`.
    """
    pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    return {name: clean_typed(value) for name, value in pairs}


def errors_of(refused: RefusedError, act: str) -> tuple[FormError, ...]:
    """Return everything that is wrong with one form of a page: what is said of the name at the name, the rest at the form."""
    return tuple(
        FormError(f"name-{act}" if sentence == NO_NAME else f"form-{act}", sentence) for sentence in refused.sentences
    )


def read_respondent(fields: Mapping[str, str], link: str) -> Person:
    """Return who sent a form, as he named himself; `link` is the print of the link he came by."""
    return Person(fields.get("name", ""), fields.get("post", ""), BY_PAGE, link)
