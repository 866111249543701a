"""What every letter of the office has around its words: whose it is, its number and day, its readers, its end."""

from collections.abc import Sequence
from datetime import date

from docx.document import Document as DocumentFile

from reports.account.account import Letterhead
from reports.word.pages import WIDTH_MM
from reports.word.pieces import CENTRE, GAP_PT, body, fit, keep_whole, rule, say

NUMBER = "        "
_DAY = "       "
"""What is left open for the number and for the day."""
_HEAD_MM = (70.0, 95.0)
_MOTTO = "Độc lập - Tự do - Hạnh phúc"
_MOTTO_MM = 56.0
"""The motto's own length in bold 13: its rule is as long."""
_BOLD_CAPITAL_MM = 3.0
"""What a bold capital of 13 points takes on the average."""
_SIGNATURE_PT = 84
"""The room for signature and seal, in points: some six lines."""


def write_names(
    file: DocumentFile, authority: str, issuer: str, head: Letterhead, dated: date, about: str = ""
) -> None:
    """Write whose letter it is, beside the nation's name, its number and its day, both open; `about` stands below the number.

    `dated` gives month and year. What a letter without a name of its own kind is about stands there in 12 points
    (Nghị định 30/2020, Phụ lục I).
    """
    table = file.add_table(rows=2, cols=2)
    fit(table, _HEAD_MM)
    (issuing, nation), (number, day) = (row.cells for row in table.rows)
    issuer = issuer.upper()
    say(issuing.paragraphs[0], authority.upper(), size=12, align=CENTRE)
    say(issuing.add_paragraph(), issuer, size=13, bold=True, align=CENTRE)
    rule(issuing, _HEAD_MM[0], 0.4 * min(len(issuer) * _BOLD_CAPITAL_MM, _HEAD_MM[0]))
    say(nation.paragraphs[0], "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", size=12, bold=True, align=CENTRE)
    say(nation.add_paragraph(), _MOTTO, size=13, bold=True, align=CENTRE)
    rule(nation, _HEAD_MM[1], _MOTTO_MM)
    say(number.paragraphs[0], f"Số:{NUMBER}/{head.symbol}", align=CENTRE)
    if about:
        say(number.add_paragraph(), about, size=12, align=CENTRE, before=GAP_PT)
    say(day.paragraphs[0], f"{head.place}, {open_day(dated)}", italic=True, align=CENTRE)


def open_day(dated: date) -> str:
    """Return `ngày     tháng 7 năm 2023`: the day is the signer's; months 1 and 2 take a zero (NĐ 30/2020)."""
    month = f"{dated.month:02d}" if dated.month < 3 else str(dated.month)
    return f"ngày{_DAY}tháng {month} năm {dated.year}"


def write_readers(file: DocumentFile, to: Sequence[str], before: float = 4) -> None:
    """Write whom it is for; `before` is the room above, in points."""
    if len(to) == 1:
        say(file.add_paragraph(), f"Kính gửi: {to[0]}", align=CENTRE, before=before, after=GAP_PT)
        return
    say(file.add_paragraph(), "Kính gửi:", align=CENTRE, before=before)
    for place, one in enumerate(to, start=1):
        is_last = place == len(to)
        end = "." if is_last else ";"
        say(file.add_paragraph(), f"- {one}{end}", align=CENTRE, after=GAP_PT if is_last else 0)


def write_end(file: DocumentFile, last: str, head: Letterhead, post: str, copies: Sequence[str]) -> None:
    """Write the last words, who gets copies, and the place of the signature, which stand on one page.

    `post` signs where the office has set none.
    """
    # A signature does not stand on a page without words of the text above it.
    body(file, last).paragraph_format.keep_with_next = True
    table = file.add_table(rows=1, cols=2)
    fit(table, (WIDTH_MM / 2, WIDTH_MM / 2))
    keep_whole(table.rows[0])
    receiving, signing = table.rows[0].cells
    say(receiving.paragraphs[0], "Nơi nhận:", size=12, bold=True, italic=True)
    for line in recipient_lines(head, copies):
        say(receiving.add_paragraph(), line, size=11)
    lines = [line for line in (head.power.upper(), (head.post or post).upper()) if line]
    say(signing.paragraphs[0], lines[0], bold=True, align=CENTRE)
    for line in lines[1:]:
        say(signing.add_paragraph(), line, bold=True, align=CENTRE)
    say(signing.add_paragraph(), head.signer, bold=True, align=CENTRE, before=_SIGNATURE_PT)


def recipient_lines(head: Letterhead, copies: Sequence[str]) -> tuple[str, ...]:
    """Return the lines below `Nơi nhận:`, with their dashes and marks; the last is the file copy's."""
    copy = f"Lưu: VT, {head.drafter}." if head.drafter else "Lưu: VT."
    return tuple(f"- {one}" for one in ("Như trên;", *(f"{one};" for one in copies), copy))
