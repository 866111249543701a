"""The title of a task out of the document's words: what is done and to what, cut only where a clause of the sentence ends."""

import re
from collections.abc import Iterator

from plan.drafting.actors import work_of

WISHED = 150
"""A title is shortened to so many characters where a clause ends within them."""
MOST = 300
"""So many characters a whole clause may have as a title; of a longer one a person has to say the title."""
_SHORTEST_CLAUSE = 30
"""A shorter first clause is hardly more than a heading: what follows belongs to the title, in characters."""
_SHORTEST_REST = 30
"""From so many characters on, what a sentence gives to do is a title without who does it."""
_END = re.compile(r"(?<=[\w)”\"])(?<!\bTP)(?<!\bTS)[.;] +")
_ASIDE = re.compile(
    r", (?=(?:trong đó|nhất là|đặc biệt|coi đây|góp phần|qua đó|từ đó|đáp ứng yêu cầu|đồng thời|nhằm)\b)"
)
"""Where what follows only adds to a clause that is whole already."""
_LAST_WORDS = 4
"""So many words stand at least between the last comma and an aside: fewer may be one of several verbs that share an object."""
_EDGES = " .;:,-–/"


def title_of(text: str) -> str:
    """Return a text as a title, in its own words: as it is where it is short, or else its first whole clauses.

    A title begins where the sentence or what it gives to do begins, and ends where a clause ends; `is_too_long` tells
    where that left more than a title may have.
    """
    words = " ".join(text.split()).strip(_EDGES)
    if len(words) <= WISHED:
        return words
    work = work_of(words)
    if len(work) > _SHORTEST_REST:  # what is done, not who does it with whom on which grounds
        words = work[:1].upper() + work[1:]
    return _first_clauses(words).strip(_EDGES)


def is_too_long(title: str) -> bool:
    """Tell whether a title is a clause so long that a person has to word it."""
    return len(title) > MOST


def _first_clauses(words: str) -> str:
    """Return as many whole clauses as a title is wished to have, at least the first one."""
    if len(words) <= WISHED:
        return words
    ends = [end for end in _ends(words, _END) if end >= _SHORTEST_CLAUSE]
    within = [end for end in ends if end <= WISHED]
    if within:
        return words[: within[-1]]
    clause = words[: ends[0]] if ends else words
    asides = [end for end in _ends(clause, _ASIDE) if len(clause[:end].rpartition(", ")[2].split()) >= _LAST_WORDS]
    return clause[: asides[0]] if asides and asides[0] >= _SHORTEST_CLAUSE else clause


def _ends(words: str, sign: re.Pattern[str]) -> Iterator[int]:
    """Yield where a clause ends, none within brackets, quotation marks or a list behind a colon."""
    for found in sign.finditer(words):
        before = words[: found.start()]
        in_list = found[0][0] == ";" and ": " in before.rpartition(". ")[2]  # what a colon opens is told in full
        if not in_list and before.count("(") <= before.count(")") and before.count("“") <= before.count("”"):
            yield found.start()
