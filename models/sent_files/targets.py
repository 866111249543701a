"""Where a document's links lead: into the writer's own disk, or to another machine."""

import re

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]+:", re.IGNORECASE)


def is_elsewhere(target: str) -> bool:
    """Tell whether a target lies on another machine: a share or an address, not a file of the writer's own disk."""
    plain = target.strip().replace("\\", "/")
    if plain.lower().startswith("file:"):
        place = plain[5:]
        # `file:///C:/…` and `file:C:/…` are the own disk, `file://server/…` and `file://///server/…` are not.
        return place.startswith("//") and (not place.startswith("///") or place.startswith("////"))
    if plain.startswith("//"):
        return True
    found = _SCHEME.match(plain)
    return found is not None and len(found[0]) > 2
