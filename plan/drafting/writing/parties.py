"""Parties of a text as codes of a register: the longest name that fits; what nobody knows becomes a proposed line."""

import re
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from plan.drafting.actors import starts_like_agency
from plan.drafting.writing.levels import goes_on_with_a_level, may_be_one
from plan.parties import Register
from plan.refs import slug
from plan.texts.seen_text import compose_readable

_ABBREVIATIONS = (
    (r"\bubnd\b", "ủy ban nhân dân"), (r"\bhđnd\b", "hội đồng nhân dân"), (r"\bkh\s?&\s?cn\b", "khoa học và công nghệ"),
    (r"\bgd\s?&\s?đt\b", "giáo dục và đào tạo"), (r"\bnn\s?&\s?mt\b", "nông nghiệp và môi trường"),
    (r"\bnn\s?&\s?ptnt\b", "nông nghiệp và phát triển nông thôn"), (r"\bvhtt\s?&\s?dl\b|\bvh,?\s?tt\s?(?:&|và)\s?dl\b", "văn hóa, thể thao và du lịch"),
    (r"\btt\s?&\s?tt\b", "thông tin và truyền thông"), (r"\bkh\s?&\s?đt\b", "kế hoạch và đầu tư"),
    (r"\btn\s?&\s?mt\b", "tài nguyên và môi trường"), (r"\blđ\s?-?\s?tb\s?(?:&|và)\s?xh\b", "lao động - thương binh và xã hội"),
    (r"\bmttq(?:\s?vn)?\b", "mặt trận tổ quốc"), (r"\bchqs\b", "chỉ huy quân sự"), (r"\btp\.?\s", "thành phố "),
)  # fmt: skip
_TONES = {
    "oà": "òa",
    "oá": "óa",
    "oả": "ỏa",
    "oã": "õa",
    "oạ": "ọa",
    "uỳ": "ùy",
    "uý": "úy",
    "uỷ": "ủy",
    "uỹ": "ũy",
    "uỵ": "ụy",
}
_TONE = re.compile("|".join(_TONES))
_SEPARATOR = re.compile(r"\s*(?:;|,|\bvà\b|\bcùng\b|/|\n)\s*", re.IGNORECASE)
_SCOPE = re.compile(
    r"\(\s*(?:nội dung |phần |lĩnh vực |về |phụ trách |các )*(?:liên quan đến |thuộc |về )?([^()]{3,80})\)"
)
_ANY_SCOPE = re.compile(r"\s*\(([^()]{2,120})\)")
_GROUP = re.compile(
    r"\b(?:các|những|mỗi|từng|liên quan|doanh nghiệp|chủ đầu tư|sở, (?:ban|ngành)|xã, phường|phường, xã|đoàn thể|địa phương|đơn vị|cơ quan|cấp (?:huyện|xã)|huyện, (?:thị xã|thành phố|quận))\b",
    re.IGNORECASE,
)

_ONE_BODY = re.compile(
    r"(?:Sở|Ban|Công an|Văn phòng) [A-ZĐÀ-Ỹ]|(?:Hiệp hội|Hội|Liên minh|Liên đoàn|Liên hiệp|Trung tâm|Viện|Quỹ|Cục|Chi cục|Câu lạc bộ) "
    r"[A-ZĐÀ-Ỹ](?!.*\b(?:các|những|mỗi|từng|cấp (?:huyện|xã))\b)"
)
"""What begins like the name of one body and is none of a group, whatever it has to do with: an association of enterprises."""
_ONE_OFFICE = re.compile(r"Quốc hội và (?:HĐND|Hội đồng nhân dân)", re.IGNORECASE)
"""What stands in the name of one office of every province though its second half is a body of its own."""
_VERB = re.compile(r"^(?:chủ trì(?:,? thực hiện)?|thực hiện)$")
"""What a text of names ends with and is none."""
_DESCRIBED = re.compile(r"\s(?:có )?liên quan", re.IGNORECASE)
"""What tells that a party is described and not named."""


@dataclass(frozen=True)
class Named:
    """A party in a text: its `code`, its `words`, the scope in brackets behind it ('' for none)."""

    code: str
    words: str
    scope: str = ""
    scope_words: str = ""

    @property
    def as_key(self) -> str:
        """The party as a plan file writes it."""
        return f"{self.code} ({self.scope})" if self.scope else self.code


@dataclass
class Parties:
    """The parties of a document against a register, and those that it does not know: proposed agencies and groups."""

    register: Register | None
    on: date | None = None
    proposed_agencies: dict[str, str] = field(default_factory=dict)
    proposed_groups: dict[str, str] = field(default_factory=dict)
    scopes: dict[str, str] = field(default_factory=dict)
    gone: dict[str, str] = field(default_factory=dict)
    """Agencies that are named and are not there on the document's day, by code."""

    def __post_init__(self) -> None:
        """Take the names of the register, each as it is compared."""
        known: dict[str, str] = {}
        if self.register is not None:
            for table in (self.register.agencies, self.register.groups, self.register.roles):
                known |= {fold(one.name): code for code, one in table.items()}
        self._names = known

    def read(self, text: str) -> list[Named]:
        """Return the parties that a text names, in its order."""
        found: dict[str, Named] = {}
        for part in re.split(r";\s*", text.strip(" .;,")):
            for named in self._read_part(part):
                found.setdefault(named.as_key, named)
        return list(found.values())

    def read_one(self, name: str) -> Named:
        """Return the party of which a text is the whole name, known or not."""
        return self._named(name.strip(" ,.;"), "")

    def read_beside(self, text: str) -> list[str]:
        """Return those whom a text names beside a lead, as a plan file writes them.

        Those that it only describes ("các đơn vị có liên quan") stay in its words, and no line is proposed for them: nobody
        can list them, and nobody asks them for anything.
        """
        before = dict(self.proposed_groups)
        named = self.read(text)
        described = {one.code for one in named if one.code not in before and _DESCRIBED.search(one.words)}
        self.proposed_groups = {code: words for code, words in self.proposed_groups.items() if code not in described}
        return list(dict.fromkeys(self._beside(one, described=one.code in described) for one in named))

    def _beside(self, one: Named, *, described: bool) -> str:
        known = self.register is not None and self.register.knows(one.code)
        if known or not described or one.code in self.proposed_agencies:
            return one.as_key
        return '"' + one.words.replace("\\", "\\\\").replace('"', '\\"') + '"'

    def _read_part(self, text: str) -> list[Named]:
        found: list[Named] = []
        rest = text.strip()
        while rest:
            name, after = self._first_name(rest)
            bracket = _ANY_SCOPE.match(after)
            scope = ""
            if bracket is not None:
                words = _SCOPE.match(bracket[0].strip())
                scope = words[1].strip() if words and "liên quan" in bracket[1] else ""
                after = after[bracket.end() :]
            if name.strip(" ,.;"):
                found.append(self._named(name.strip(" ,.;"), scope))
            separator = _SEPARATOR.match(after)
            rest = after[separator.end() :] if separator else _VERB.sub("", after.strip())
            if not separator and rest == text:
                break
        return found

    def _first_name(self, text: str) -> tuple[str, str]:
        """Return the first name of a text and what follows it: a name of the register, or up to where another begins."""
        for size in range(min(len(text), 160), 2, -1):
            if size < len(text) and (text[size].isalnum() or text[size - 1].isspace()):
                continue
            code = self._names.get(fold(text[:size]), "")
            if code and self._is_whole(code, text[:size], self._without_place(text[size:])):
                return text[:size], self._without_place(text[size:])
        for found in _SEPARATOR.finditer(text):
            after = text[found.end() :]
            if found.start() and _begins_another(text[: found.start()], after):
                end = text.find("(", 0, found.start())
                end = end if end > 0 else found.start()
                return text[:end], text[end:]
        bracket = text.find("(")
        return (text[:bracket], text[bracket:]) if bracket > 0 else (text, "")

    def _is_whole(self, code: str, words: str, after: str) -> bool:
        """Tell whether words are the whole name of a party, and not the beginning of another's: `Công an` of `Công an xã`."""
        if self.register is None or not self._is_level_of(code, words) or goes_on_with_a_level(after):
            return False
        following = after.lstrip()
        return not following[:1].isupper() or starts_like_agency(following)

    def _is_level_of(self, code: str, words: str) -> bool:
        """Tell whether words may be of the level of a party whose name they nearly are."""
        if self.register is None:
            return False
        return may_be_one(words, self.register.name_of(code), of_city=is_city(self.register))

    def _without_place(self, after: str) -> str:
        """Return what follows a name without the province's own: `Công an tỉnh` is `Công an tỉnh Bắc Giang`."""
        place = self.register.place if self.register is not None else ""
        words = after.lstrip()
        own = bool(place) and len(words) < len(after) and fold(words[: len(place)]) == fold(place)
        return words[len(place) :] if own and not words[len(place) :][:1].isalnum() else after

    def _named(self, words: str, scope_words: str) -> Named:
        scope = slug(scope_words)[:60].strip("-") if scope_words else ""
        code = self._names.get(fold(words), "")
        code = code if code and self._is_level_of(code, words) else ""
        if code and self.register is not None:
            agency = self.register.agencies.get(code)
            if agency is not None and self.on is not None and not agency.exists_on(self.on):
                self.gone[code] = words
            if agency is None:
                scope = ""
        else:
            code = slug(expand(words))[:60].strip("-") or "chua-ro"
            if self.register is not None and self.register.knows(code):
                code += "-2"  # that of another name: whether it is the same is for a person to say
            group = bool(_GROUP.search(words)) and not _ONE_BODY.match(words)
            (self.proposed_groups if group else self.proposed_agencies).setdefault(code, words)
            if group:
                scope = ""
        if scope:
            self.scopes.setdefault(scope, scope_words)
        return Named(code, words, scope, scope_words)


def is_city(register: Register) -> bool:
    """Tell whether a province is a city, whose own bodies are «thành phố»."""
    return fold(register.name).startswith("thành phố")


def _begins_another(before: str, after: str) -> bool:
    """Tell whether another party begins behind a separator: a name in capitals, or a group told by its first word."""
    if before.count("(") > before.count(")"):
        return False
    if not starts_like_agency(after):
        return False
    if _ONE_OFFICE.search(f"{before.strip()} và {after}"):
        return False
    return after[:1].isupper() or re.match(r"(?:các|những)\s", after, re.IGNORECASE) is not None


def expand(text: str) -> str:
    """Return a name with its abbreviations written out."""
    words = compose_readable(text)
    for pattern, full in _ABBREVIATIONS:
        words = re.sub(pattern, full, words, flags=re.IGNORECASE)
    return words


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """Return a name by which two spellings of one are equal: small letters, one place for tones, abbreviations written out."""
    words = _TONE.sub(lambda found: _TONES[found[0]], expand(text).lower())
    words = re.sub(r"\b(?:tỉnh|thành phố)$", "", words.strip(" .,;"))
    words = re.sub(r"\b(?:các|những)\s+", "", words)
    return " ".join(re.sub(r"[^\w\s]", " ", words).split())
