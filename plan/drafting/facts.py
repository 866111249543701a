"""What a document says of itself: kind, number, day, issuer, subject."""

import re
from dataclasses import replace

from plan.drafting.found import Facts
from plan.drafting.markers import starts_with_marker
from plan.drafting.source import Paragraph, Source, Table, clean
from plan.drafting.words import KINDS

_SIGN = re.compile(r"Số\s*:?\s*(\d{1,5}\s*/\s*[A-ZĐ][\w-]*(?:\s*[-/]\s*[A-ZĐ0-9]+)*)")
_DAY = re.compile(r"ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})", re.IGNORECASE)
_MONTH = re.compile(r"ngày\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})", re.IGNORECASE)
_ISSUER = re.compile(
    r"((?:[ỦU][ỶY]|UỶ|ỦY)\s+BAN\s+NHÂN\s+DÂN)\s*((?:TỈNH|THÀNH PHỐ)\s+[A-ZÀ-ỸĐ\s-]+?)(?=\s*(?:-{2,}|$|CỘNG|Số))|(UBND\s+(?:tỉnh|thành phố)\s+[A-ZÀ-ỸĐ][\w\s]+?)(?=[,.;]|$)|UBND\s+((?:TỈNH|THÀNH PHỐ)\s+[A-ZÀ-ỸĐ\s-]+?)(?=\s*(?:-{2,}|$|CỘNG|Số|VĂN))|\b(CHÍNH PHỦ|THỦ TƯỚNG CHÍNH PHỦ)\b"
)
_BASES = re.compile(r"^(?:Thực hiện|Căn cứ|Để|Nhằm|Theo|Xét|\(|I\.|Kính gửi|ỦY BAN|CHÍNH PHỦ)")
_PLACE = re.compile(r"([A-ZĐÀ-Ỹ][\wà-ỹ]+(?: [A-ZĐÀ-Ỹ][\wà-ỹ]+){0,3}), ngày\b")
_ABOUT = re.compile(r"(?:V/v|Về việc)\s*:?\s*(.{10,300})", re.IGNORECASE)
"""The subject of an official letter, which has no title."""
_CONCLUSION = re.compile(r"(?:ý kiến )?kết luận\b", re.IGNORECASE)
"""How the subject of a notice begins that tells what a meeting decided."""
_BODY_OF = re.compile(r"(?:UBND|Ủy ban nhân dân|Uỷ ban nhân dân)\s+(tỉnh|thành phố)", re.IGNORECASE)


def facts_of(source: Source) -> Facts:
    """Return the facts that the head of a document states, or else the header of its file; '' where neither does."""
    stated = _stated(source)
    return replace(stated, **{name: told for name, told in source.facts.items() if not _is_stated(stated, name)})


def differing_facts(source: Source) -> tuple[str, ...]:
    """Return a sentence for the number and the day where the header of the file and the document say two things."""
    stated = _stated(source)
    return tuple(
        f"Gói tin điện tử ghi {words} {source.facts[name]}, văn bản ghi {there}; hãy xem bên nào đúng."
        for name, words, there in (("number", "số", stated.number), ("date", "ngày", stated.date))
        if _is_stated(stated, name) and source.facts.get(name, there) != there
    )


def _is_stated(stated: Facts, name: str) -> bool:
    """Tell whether the document itself states a fact; a month without its day, left open for the signature, is none."""
    told: str = getattr(stated, name)
    return bool(told) and (name != "date" or told.count("/") == 2)


def _stated(source: Source) -> Facts:
    head = _head(source)
    text = " ".join(head)
    kind_place = next((place for place, line in enumerate(head) if KINDS.match(line)), -1)
    kind = KINDS.match(head[kind_place])[1].capitalize() if kind_place >= 0 else ""  # type: ignore[index]
    issuer = _issuer(head)
    sign = _SIGN.search(text)
    if not kind and sign is not None:
        kind = "Công văn"
    day, month = _DAY.search(text), _MONTH.search(text)
    date = "/".join(str(int(part)) for part in day.groups()) if day else ""
    if not day and month:
        date = f"{int(month[1])}/{month[2]}"
    subject = _sentence_case(_subject(head, kind_place), issuer)
    if kind == "Thông báo" and _CONCLUSION.match(subject):
        kind = "Thông báo kết luận"
    return Facts(
        kind=kind,
        number=re.sub(r"\s", "", sign[1]) if sign else "",
        date=date,
        issuer=issuer,
        subject=subject,
    )


def _head(source: Source) -> list[str]:
    lines: list[str] = []
    for block in source.blocks[:60]:
        if isinstance(block, Paragraph):
            lines.append(clean(block.text))
        elif isinstance(block, Table):
            lines += [clean(cell) for row in block.rows for cell in row if cell]
        if len(lines) > 60:
            break
    return lines


def _issuer(head: list[str]) -> str:
    text = " ".join(head)
    found = _ISSUER.search(text)
    if found is None:
        places = (_PLACE.match(line) for line in head)
        place, body = next((one for one in places if one), None), _BODY_OF.search(text)
        return f"UBND {body[1].lower()} {place[1]}" if place and body else ""
    if found[1]:
        return f"UBND {_named(found[2])}"
    return found[3] or (f"UBND {_named(found[4])}" if found[4] else found[5].capitalize())


def _sentence_case(subject: str, issuer: str) -> str:
    """Return a subject in capitals as a sentence; the signs of documents and the province's name keep their capitals."""
    if not subject.isupper():
        return subject
    kept = re.findall(r"\S*\d/\S*|\b[IVX]{2,}\b", subject)
    words = subject.capitalize()
    for one in kept:
        words = re.sub(rf"(?<!\w){re.escape(one.lower())}(?!\w)", one.replace("TTG", "TTg"), words)
    place = re.sub(r"^UBND (?:tỉnh|thành phố) ", "", issuer)
    return re.sub(rf"(?<!\w){re.escape(place.lower())}(?!\w)", place, words) if place else words


def _named(words: str) -> str:
    parts = words.split()
    kind = 2 if parts[0] == "THÀNH" else 1
    return " ".join([*(part.lower() for part in parts[:kind]), *(part.capitalize() for part in parts[kind:])])


def _subject(head: list[str], kind_place: int) -> str:
    if kind_place < 0:
        return next((found[1].strip(" .") for line in head if (found := _ABOUT.match(line))), "")
    rest = [KINDS.sub("", head[kind_place], count=1).strip()]
    for line in head[kind_place + 1 : kind_place + 6]:
        if (
            starts_with_marker(line)
            or (_BASES.match(line) and any(rest))
            or (rest[-1] and not line.isupper() and len(" ".join(rest)) > 20)
        ):
            break
        rest.append(line)
    return " ".join(part for part in rest if part)
