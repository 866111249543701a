"""The register that a draft stands on: the province's own with proposed lines, or a first one from the document's names."""

import re
from collections.abc import Iterator

from plan.drafting.found import Facts
from plan.drafting.writing.parties import Parties
from plan.drafting.writing.plan_writing import quoted

PROPOSED = "# đề nghị thêm theo văn bản; văn phòng xem lại"
"""Stands behind a line of a register that waits for the office's word."""
_OUTSIDE = re.compile(
    r"(?:tòa án|toà án|viện kiểm sát|(?:chi )?cục hải quan|hải quan|ngân hàng|kho bạc|bảo hiểm xã hội|(?:cục |chi cục )?thuế|"
    r"(?:ủy|uỷ) ban mặt trận|ubmttq|mặt trận tổ quốc|liên đoàn lao động|tỉnh đoàn|thành đoàn|hội (?:liên hiệp|nông dân|cựu)|"
    r"văn phòng (?:tỉnh ủy|thành ủy|đoàn đại biểu quốc hội)|(?:ủy|uỷ) ban kiểm tra|kiểm toán nhà nước|hđnd|hội đồng nhân dân|"
    r"bộ (?!chỉ huy)|ban [^,]{3,40} (?:tỉnh|thành) ủy)",
    re.IGNORECASE,
)
"""What bodies are called that are not under a province: proposed to be asked and not chased."""


def write_register(parties: Parties, province: str, facts: Facts, register_text: str) -> str:
    """Return a register file that knows every party of a draft. Groups are empty until the office fills them."""
    if register_text:
        return with_proposed(register_text, parties)
    return "\n".join(_first(parties, province, facts, *_proposed_lines(parties))) + "\n"


def with_proposed(register_text: str, parties: Parties) -> str:
    """Return a register's text with lines for the parties that it does not know, right below `agencies:` and `groups:`."""
    return insert_lines(register_text, *_proposed_lines(parties))


def _proposed_lines(parties: Parties) -> tuple[list[str], list[str]]:
    agencies = [f"{agency_line(code, name)}  {PROPOSED}" for code, name in parties.proposed_agencies.items()]
    groups = []
    for code, name in parties.proposed_groups.items():
        first, *rest = group_lines(code, name)
        groups += [f"{first}  {PROPOSED}", *rest]
    return agencies, groups


def agency_line(code: str, name: str) -> str:
    """Return the line of an agency in a register; one that is not under a province by its name is `outside`."""
    return f"  {code}: " + (f"{{name: {quoted(name)}, outside: true}}" if _OUTSIDE.match(name) else quoted(name))


def group_lines(code: str, name: str) -> list[str]:
    """Return the lines of a group in a register whose members are still to come."""
    return [f"  {code}:", f"    name: {quoted(name)}", "    office: {members: []}"]


def _first(parties: Parties, province: str, facts: Facts, agencies: list[str], groups: list[str]) -> Iterator[str]:
    name = facts.issuer.removeprefix("UBND").strip() or province
    place = re.sub(r"^(?:tỉnh|thành phố)\s+", "", name, flags=re.IGNORECASE)
    office = "van-phong-ubnd"
    known = parties.proposed_agencies
    office = next((code for code in known if code.startswith("van-phong-u")), office)
    yield "# Danh bạ đề nghị từ tên các cơ quan trong văn bản. Văn phòng xem lại từng dòng, điền thành viên của các nhóm."
    yield from ("province:", f"  code: {province}", f"  name: {quoted(name)}", f"  place: {quoted(place)}")
    yield from ("  chairman: chu-tich-ubnd-tinh", f"  office: {office}", "", "agencies:")
    if office not in known:
        yield f"  {office}: Văn phòng UBND"
    yield from agencies
    if groups:
        yield from ("", "groups:", *groups)


def insert_lines(text: str, agencies: list[str], groups: list[str]) -> str:
    """Return a register's text with lines added right below `agencies:` and `groups:`."""
    lines = text.splitlines()
    for key, added in (("agencies:", agencies), ("groups:", groups)):
        if not added:
            continue
        place = next((at for at, line in enumerate(lines) if line.rstrip().split(" #")[0].rstrip() == key), None)
        if place is None:
            lines += ["", key, *added]
        else:
            lines[place + 1 : place + 1] = added
    return "\n".join(lines) + "\n"
