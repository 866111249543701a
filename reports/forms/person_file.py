"""What is held about a person, as one file that he can read and a program can too."""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from html import escape

_DATED = (1980, 1, 1, 0, 0, 0)
"""The date of what is inside: the same data make the same file."""


def pack_person(title: str, told: str, parts: Mapping[str, Sequence[Mapping[str, str]]]) -> bytes:
    """Return a ZIP of `du-lieu-ca-nhan.json` and `du-lieu-ca-nhan.html` with the same content.

    `title` names whom it is about, `told` says by whom, when and on which ground it was made.
    """
    data = json.dumps({"title": title, "told": told, "parts": parts}, ensure_ascii=False, indent=1)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in (("du-lieu-ca-nhan.json", data), ("du-lieu-ca-nhan.html", _page(title, told, parts))):
            packed.writestr(zipfile.ZipInfo(name, _DATED), text.encode())
    return out.getvalue()


def _page(title: str, told: str, parts: Mapping[str, Sequence[Mapping[str, str]]]) -> str:
    lines = [
        '<!doctype html><html lang="vi"><meta charset="utf-8">',
        f"<title>{escape(title)}</title><h1>{escape(title)}</h1><p>{escape(told)}</p>",
    ]
    if not parts:
        lines.append("<p>Không có dữ liệu nào về người này.</p>")
    for name, rows in parts.items():
        lines.append(f"<h2>{escape(name)} ({len(rows)})</h2>")
        for row in rows:
            cells = "; ".join(f"{escape(key)}: {escape(value)}" for key, value in row.items() if value)
            lines.append(f"<p>{cells}</p>")
    return "\n".join([*lines, "</html>"])
