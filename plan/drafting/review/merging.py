"""A draft's register and the one in use as one: what is in use stays as it is, and lines of the draft come to it."""

from plan.drafting.review.editing import Text
from plan.drafting.writing.register_writing import insert_lines


def merged_register(in_use: str, drafted: str) -> str:
    """Return the register in use with the agencies and groups that only a draft's register has; '' in use is none."""
    if not in_use:
        return drafted
    known, new = Text(in_use), Text(drafted)
    there = {code for part in ("agencies", "groups", "roles") for code in known.keys((part,))}
    added = [
        [line for code in new.keys((part,)) if code not in there for line in new.entry((part, code)).splitlines()]
        for part in ("agencies", "groups")
    ]
    return insert_lines(in_use, *added) if any(added) else in_use
