"""Which level of the state a body's name tells, so that a body of a district is never taken for that of its province."""

import re

from plan.texts.seen_text import compose_readable

PROVINCE, DISTRICT, COMMUNE, CENTRE = "province", "district", "commune", "centre"
_COMMUNE = re.compile(
    r"(?<!thị )(?<!tác )(?<!tấn )\bxã\b(?! hội)|\bphường\b|\bthị trấn\b|\bđặc khu\b|\bcơ sở$", re.IGNORECASE
)
_DISTRICT = re.compile(
    r"\bhuyện\b|\bquận\b|\bthị xã\b|\bthị ủy\b|^phòng\b(?! ban| chống)|\bliên xã\b|\bthành phố (?:thuộc|trực thuộc) tỉnh\b", re.IGNORECASE
)  # fmt: skip
_CENTRE = re.compile(
    r"^bộ\b(?! chỉ huy| tư lệnh thủ đô| đội)|\btrung ương\b|\bquốc gia\b|\btối cao\b|^tổng cục\b|^chính phủ\b|^quốc hội\b", re.IGNORECASE
)  # fmt: skip
_PROVINCE = re.compile(r"\btỉnh\b(?! khác| bạn)|^sở\b|\bthành ủy\b", re.IGNORECASE)
_OF_LEVEL = re.compile(
    r"(?:(?:các|những|cấp|của|trực thuộc|thuộc)\s+)*(?:tỉnh|thành phố|huyện|quận|thị xã|thị trấn|xã|phường|đặc khu|khu vực|cơ sở|trung ương|"
    r"quốc gia|tối cao|cấp cao|liên xã|trên địa bàn)\b|cấp\s",
    re.IGNORECASE,
)
"""What goes on with a name and makes it that of another body: `Công an` and `xã`."""
_CITY = re.compile(r"(?<!,)(?<! và) thành phố$", re.IGNORECASE)


def level_of(name: str, *, of_city: bool) -> str:
    """Return the level that a name tells, '' where it tells none; `of_city` where the province is a city (`thành phố`)."""
    words = compose_readable(name).strip(" .,;")
    for level, told in ((CENTRE, _CENTRE), (COMMUNE, _COMMUNE), (DISTRICT, _DISTRICT), (PROVINCE, _PROVINCE)):
        if told.search(words):
            return level
    return (PROVINCE if of_city else DISTRICT) if _CITY.search(f" {words}") else ""


def may_be_one(name: str, other: str, *, of_city: bool) -> bool:
    """Tell whether two names may be of one body: not where both tell a level and not the same, nor a branch and its head."""
    level, there = (level_of(one, of_city=of_city) for one in (name, other))
    branches = {one.strip().casefold().startswith(("chi cục", "chi nhánh")) for one in (name, other)}
    return (not level or not there or level == there) and len(branches) == 1


def goes_on_with_a_level(text: str) -> bool:
    """Tell whether what follows a name makes it that of a body of another level: ` huyện`, ` các xã, phường`."""
    return _OF_LEVEL.match(text.lstrip()) is not None
