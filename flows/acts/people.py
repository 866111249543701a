"""Who acts by a command or a form: as he was named at the keyboard or on the telephone, on one line."""

from models.audit.acts import BY_COMMAND, BY_TELEPHONE, OFFICE_NAME, Person
from models.text import clean_typed


def at_the_office(name: str, post: str) -> Person:
    """Return who acts for the office itself; where nobody is named, the office records it."""
    return Person(_one_line(name) or OFFICE_NAME, _one_line(post), BY_COMMAND)


def person_named(name: str, post: str) -> Person:
    """Return who acts by a command that asks for his name; one without a name is refused by the act."""
    return Person(_one_line(name), _one_line(post), BY_COMMAND)


def on_the_telephone(name: str, post: str, recorder: str) -> Person:
    """Return who said something for an agency on the telephone, and who at the office wrote it down."""
    return Person(_one_line(name), _one_line(post), BY_TELEPHONE, recorder=_one_line(recorder) or OFFICE_NAME)


def _one_line(typed: str) -> str:
    return " ".join(clean_typed(typed).split())
