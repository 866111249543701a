"""Files that nobody would send in good faith: mutated documents of every kind, made from a seed.

`python -m tests.homes.plans.hostile_files 5000` reads that many and tells the slowest, and any that is neither read nor
refused with a sentence.
"""

import random
import sys
import time
import zipfile
from io import BytesIO

from openpyxl import Workbook

from plan.drafting.draft import draft_plan
from plan.drafting.intake import read_files
from plan.drafting.refusal import RefusedFileError
from tests.homes.plans.documents import ANNEX, GOALS, LABELS, UNITS, as_docx
from tests.homes.plans.exchanged import as_package, packed

_BYTES = (
    b"\x00",
    b"\xff",
    b"<",
    b">",
    b"&a;",
    b"|",
    b"(",
    b")",
    b"%",
    b"<table><tr><td>",
    b"<w:tbl>",
    b"]]>",
    b"I. ",
    b"1. ",
    "ế".encode(),
    b"\n",
)


def a_hostile_file(seed: int) -> tuple[str, bytes]:
    """Return the name and bytes of one file; the same seed gives the same."""
    dice = random.Random(seed)  # noqa: S311 - to repeat, not to hide
    name, data = _whole(dice)
    if data[:2] == b"PK" and dice.random() < 0.7:
        return name, _mutated_part(data, dice)
    return name, _mutated(data, dice)


def _whole(dice: random.Random) -> tuple[str, bytes]:
    text = dice.choice((LABELS, UNITS, ANNEX, GOALS))
    kind = dice.randrange(8)
    if kind == 0:
        return "a.txt", text.encode(dice.choice(("utf-8", "utf-16")))
    if kind == 1:
        return "a.docx", as_docx(
            [(line, dice.randrange(-1, 4)) for line in text.split("\n") if line], tracked=dice.random() < 0.2
        )
    if kind == 2:
        depth = dice.choice((1, 3, 200))
        return "a.html", (
            "<table><tr><td rowspan=99999 colspan=99999>" * depth + text + "</td></tr></table>" * depth
        ).encode()
    if kind == 3:
        book = Workbook()
        sheet = book.create_sheet()
        for line in text.split("\n\n")[:40]:
            sheet.append(line.split("|"))
        out = BytesIO()
        book.save(out)
        return "a.xlsx", out.getvalue()
    if kind == 4:
        return "a.pdf", _plain_pdf(text)
    if kind == 5:
        return "a.edxml", as_package({"a.txt": text.encode(), "b.pdf": _plain_pdf(text)})
    if kind == 6:
        return "a.zip", packed(
            {"a.edxml": as_package({"a.txt": text.encode()}, inside=dice.random() < 0.5), "a.txt": text.encode()}
        )
    rows = "\n".join(f"|\n{number}\n|\nviệc {number}\n|\nSở A\n|" for number in range(dice.choice((5, 3000))))
    return "a.txt", (text + "\n|\nSTT\n|\nNhiệm vụ\n|\nChủ trì\n|\n" + rows).encode()


def _plain_pdf(text: str) -> bytes:
    """Return a PDF file written by hand, whose letters are those of its standard font."""
    words = text.encode("ascii", "ignore").replace(b"(", b"").replace(b")", b"")
    lines = b"".join(b"(%s) Tj 0 -14 Td " % line for line in words.split(b"\n")[:60])
    content = b"BT /F1 10 Tf 60 780 Td " + lines + b"ET"
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    body = b"%PDF-1.4\n" + b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, part) for number, part in enumerate(parts, 1))
    return body + b"trailer << /Root 1 0 R /Size 6 >>\n%%EOF"


def _mutated(data: bytes, dice: random.Random) -> bytes:
    found = bytearray(data)
    for _ in range(dice.choice((0, 1, 3, 20))):
        place = dice.randrange(len(found) + 1)
        act = dice.randrange(4)
        if act == 0:
            found[place : place + dice.randrange(1, 200)] = b""
        elif act == 1:
            found[place:place] = dice.choice(_BYTES) * dice.choice((1, 2, 500))
        elif act == 2 and found:
            found[min(place, len(found) - 1)] = dice.randrange(256)
        else:
            found[place:place] = found[place : place + 300]
    return bytes(found)


def _mutated_part(data: bytes, dice: random.Random) -> bytes:
    """Return a packed file with one of its parts mutated, lost, or very long."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        names = old.namelist()
        chosen = dice.choice(names)
        for name in names:
            content = old.read(name)
            if name == chosen:
                if dice.random() < 0.1:
                    continue
                content = _mutated(content, dice)
            new.writestr(name, content)
    return out.getvalue()


def is_read_or_refused(name: str, data: bytes) -> bool:
    """Read and draft a file; return whether it was read. Whatever is raised but a refusal is a fault."""
    try:
        draft_plan(read_files([(name, data)]))
    except RefusedFileError as error:
        if not str(error).endswith("."):
            raise AssertionError(f"{error} is no sentence") from error
        return False
    return True


def main(count: int, first: int = 0) -> None:
    """Read `count` files and tell what happened."""
    read = refused = 0
    slowest: tuple[float, int] = (0.0, 0)
    for seed in range(first, first + count):
        name, data = a_hostile_file(seed)
        begun = time.process_time()
        try:
            whole = is_read_or_refused(name, data)
        except Exception as error:  # noqa: BLE001 - every kind is what is looked for
            sys.stdout.write(f"{seed} {name}: {error!r}\n")
            continue
        read, refused = read + whole, refused + (not whole)
        slowest = max(slowest, (time.process_time() - begun, seed))
    sys.stdout.write(
        f"{read} read, {refused} refused of {count}; the slowest {slowest[0]:.1f} s of CPU (seed {slowest[1]})\n"
    )


if __name__ == "__main__":
    main(*(int(number) for number in sys.argv[1:3]))
