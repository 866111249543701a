"""Forms with files as browsers, and those who mean no good, send them."""

import asyncio
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request

from web.door.form_fields import MOST_FIELDS
from web.door.http_requests import FORM_TYPE, MOST_BYTES, RequestRefusedError
from web.door.uploads import MOST_FILE_BYTES, MOST_FILES, read_sent_form, sent_form

BOUNDARY = "----WebKitFormBoundary7MA4YWxkTrZu0gW"
FORM_WITH_FILES = f"multipart/form-data; boundary={BOUNDARY}"


def part(name: str, content: str | bytes, file: str | None = None) -> bytes:
    named = f'; filename="{file}"\r\nContent-Type: application/octet-stream' if file is not None else ""
    body = content.encode() if isinstance(content, str) else content
    return f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'.encode() + body + b"\r\n"


def body_of(parts: Iterable[bytes]) -> bytes:
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


def request_of(body: bytes, kind: str = FORM_WITH_FILES, chunk: int = 65_536, *, cut: bool = False) -> Request:
    """Return a request whose body comes in chunks; `cut` off, the sender goes away before it is whole."""
    chunks = [body[start : start + chunk] for start in range(0, len(body), chunk)] or [b""]
    messages: Iterator[dict[str, Any]] = iter(
        [{"type": "http.request", "body": one, "more_body": True} for one in chunks]
        + [{"type": "http.disconnect"} if cut else {"type": "http.request", "body": b"", "more_body": False}]
    )

    async def receive() -> dict[str, Any]:
        return next(messages)

    return Request({"type": "http", "method": "POST", "headers": [(b"content-type", kind.encode())]}, receive)


@dataclass(frozen=True)
class Taken:
    """A form after its files were read and closed: each file as its name and its content."""

    fields: dict[str, str]
    files: dict[str, list[tuple[str, bytes]]]
    left_out: list[str]


def read(body: bytes, kind: str = FORM_WITH_FILES, chunk: int = 65_536, *, cut: bool = False) -> Taken:
    form = asyncio.run(read_sent_form(request_of(body, kind, chunk, cut=cut)))
    files = {name: [(file.name, file.content.read()) for file in sent] for name, sent in form.files.items()}
    form.close()
    return Taken(form.fields, files, form.left_out)


def refusal(body: bytes, kind: str = FORM_WITH_FILES, chunk: int = 65_536, *, cut: bool = False) -> int:
    with pytest.raises(RequestRefusedError) as refused:
        read(body, kind, chunk, cut=cut)
    assert refused.value.sentence.endswith(".")
    return refused.value.status


@pytest.mark.parametrize("chunk", [1, 7, 65_536])
def test_fields_and_files_come_out_as_they_went_in_whatever_the_chunks(chunk: int) -> None:
    written = [
        part("text-7", "Đã tổ chức\r\n02 hội nghị\x00"),
        part("file-7", b"%PDF-1.7\r\n--not the boundary", "Báo cáo quý II.pdf"),
        part("file-7", b"\xff\xd8\xff", "ảnh.jpg"),
        part("file-8", b"", ""),
        part("act", "send"),
    ]
    form = read(body_of(written), chunk=chunk)
    assert form.fields == {"text-7": "Đã tổ chức\n02 hội nghị\ufffd", "act": "send"}
    assert form.files["file-7"] == [
        ("Báo cáo quý II.pdf", b"%PDF-1.7\r\n--not the boundary"),
        ("ảnh.jpg", b"\xff\xd8\xff"),
    ]
    assert (list(form.files), form.left_out) == (["file-7"], [])


def test_a_form_without_files_is_read_as_ever() -> None:
    form = read(b"text-7=%C4%90%C3%A3+h%E1%BB%8Dp&act=send", FORM_TYPE)
    assert (form.fields, form.files) == ({"text-7": "Đã họp", "act": "send"}, {})


def test_an_empty_file_that_was_chosen_is_handed_on_to_be_judged() -> None:
    form = read(body_of([part("file-7", b"", "rong.pdf")]))
    assert form.files == {"file-7": [("rong.pdf", b"")]}


def test_of_a_field_given_twice_the_last_one_holds() -> None:
    assert read(body_of([part("act", "save"), part("act", "send")])).fields == {"act": "send"}


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (body_of([part("a", "b")]), "multipart/form-data"),
        (body_of([part("a", "b")]), "multipart/form-data; boundary="),
        (body_of([part("a", "b")]), "multipart/form-data; boundary=other"),
        (body_of([part("a", "b")]), "multipart/form-data; boundary=" + "x" * 300),
        (b"", FORM_WITH_FILES),
        (b"seal=x&act=send", FORM_WITH_FILES),
        (part("a", "b"), FORM_WITH_FILES),
        (body_of([part("a", "b")])[:-30], FORM_WITH_FILES),
        (f"--{BOUNDARY}\r\n\r\nno header\r\n--{BOUNDARY}--\r\n".encode(), FORM_WITH_FILES),
        (f"--{BOUNDARY}\r\nContent-Disposition: form-data\r\n\r\nx\r\n--{BOUNDARY}--\r\n".encode(), FORM_WITH_FILES),
        (f"--{BOUNDARY}\r\nno colon\r\n\r\nx\r\n--{BOUNDARY}--\r\n".encode(), FORM_WITH_FILES),
        (f"--{BOUNDARY}\r\nX: {'y' * 100_000}\r\n\r\nx\r\n--{BOUNDARY}--\r\n".encode(), FORM_WITH_FILES),
        (f"--{BOUNDARY}\r\n{'X: y' * 5}\r\n".encode() * 100, FORM_WITH_FILES),
    ],
)
def test_a_broken_form_is_refused_with_a_sentence(body: bytes, kind: str) -> None:
    assert refusal(body, kind) == 400


def test_a_sender_who_goes_away_leaves_nothing() -> None:
    whole = body_of([part("file-7", b"x" * 200_000, "a.pdf"), part("act", "send")])
    assert refusal(whole[:150_000], cut=True) == 400


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "multipart/mixed; boundary=x", ""])
def test_what_is_no_form_is_not_read(kind: str) -> None:
    assert refusal(body_of([part("a", "b")]), kind) == 415


def test_ten_megabytes_of_text_are_refused_in_one_field_or_in_many() -> None:
    assert refusal(body_of([part("text-7", "x" * 10_000_000)])) == 413
    assert refusal(body_of(part(f"text-{n}", "x" * 10_000) for n in range(1_000))) == 413
    assert refusal(b"text-7=" + b"x" * (MOST_BYTES + 1), FORM_TYPE) == 413


def test_a_thousand_fields_are_read_and_more_than_the_limit_are_not() -> None:
    assert len(read(body_of(part(f"text-{n}", "") for n in range(1_000))).fields) == 1_000
    assert refusal(body_of(part(f"text-{n}", "") for n in range(MOST_FIELDS + 1))) == 400
    assert refusal(body_of(part(f"file-{n}", b"", "") for n in range(MOST_FIELDS + 1))) == 400


def test_a_thousand_files_are_left_out_beyond_the_limit_and_the_words_are_kept() -> None:
    form = read(body_of([*(part("file-7", b"x", f"{n}.pdf") for n in range(1_000)), part("text-7", "Đã họp")]))
    assert [name for name, _ in form.files["file-7"]] == [f"{n}.pdf" for n in range(MOST_FILES)]
    assert len(form.left_out) == 1_000 - MOST_FILES
    assert form.fields == {"text-7": "Đã họp"}


def test_files_that_are_too_large_together_are_left_out_and_the_words_are_kept() -> None:
    ten = b"x" * 10_000_000
    form = read(
        body_of(
            [
                *(part("file-7", ten, f"{n}.jpg") for n in range(4)),
                part("file-8", b"y" * (MOST_FILE_BYTES + 1), "phim.mp4"),
                part("text-7", "Đã họp"),
            ]
        )
    )
    assert [(name, len(content)) for name, content in form.files["file-7"]] == [
        (f"{n}.jpg", len(ten)) for n in range(3)
    ]
    assert (form.left_out, form.fields) == (["3.jpg", "phim.mp4"], {"text-7": "Đã họp"})


def test_a_body_without_end_is_not_read_to_its_end() -> None:
    piece = b"x" * 1_000_000

    async def receive() -> dict[str, Any]:
        taken.append(len(piece))
        return {"type": "http.request", "body": piece if len(taken) > 1 else opening, "more_body": True}

    opening, taken = part("file-7", b"", "a.pdf")[:-2], list[int]()
    headers = [(b"content-type", FORM_WITH_FILES.encode())]
    request = Request({"type": "http", "method": "POST", "headers": headers}, receive)
    with pytest.raises(RequestRefusedError) as refused:
        asyncio.run(read_sent_form(request))
    assert refused.value.status == 413
    assert sum(taken) < 130_000_000


def test_a_quotation_mark_in_a_name_does_not_end_it() -> None:
    form = read(body_of([part("file-7", b"x", "Biên bản %22họp%22.pdf"), part("file-8", b"x", r"C:\a\b.pdf")]))
    assert [files[0][0] for files in form.files.values()] == ["Biên bản -họp-.pdf", "b.pdf"]


def test_no_file_is_left_open_or_lying_about(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    large = body_of([part("file-7", b"x" * 3_000_000, "a.pdf"), part("act", "send")])

    async def use_once(request: Request) -> list[bool]:
        asked = sent_form(request)
        form = await anext(asked)
        await asked.aclose()
        return [file.content.closed for file in form.files["file-7"]]

    assert asyncio.run(use_once(request_of(large))) == [True]
    assert refusal(large[:-60], cut=True) == 400
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_not_held_on_a_disk_that_keeps_its_last_room_for_letters_and_answers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("web.door.uploads.MIN_FREE", 1 << 62)
    body = body_of(
        [part("text-1", "Đã tập huấn."), part("file-1", bytes(1_500_000), "ảnh.png"), part("file-1", "b", "b.png")]
    )
    form = asyncio.run(read_sent_form(request_of(body)))
    assert (form.fields, form.unwritten) == ({"text-1": "Đã tập huấn."}, ["ảnh.png"])
    assert [file.name for file in form.files["file-1"]] == ["b.png"]
    form.close()
