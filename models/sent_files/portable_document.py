"""PDF files: whole, open without a password, and without what would run or carry something else along."""

from io import BytesIO

from pikepdf import Array, Dictionary, Name, Object, PasswordError, Pdf, PdfError, Stream
from pikepdf.settings import set_qpdf_limits

from models.sent_files.findings import Unfit, UnfitFileError

_END = b"%%EOF"
_END_WITHIN = 1024
_PADDING = b"\0 \t\r\n\x1a"
_MOST_OBJECTS = 500_000
_MOST_DECODED = 64 * 1024 * 1024
_SCRIPT, _LAUNCH, _ATTACHED = ("/JavaScript",), ("/Launch", "/ImportData"), ("/GoToE",)


def guard_pdf(data: bytes) -> None:
    """Raise UnfitFileError for a PDF that is broken, asks for a password to be read, or holds active content.

    An owner's password alone, which only forbids printing or copying, is nobody's hindrance here. Active content is
    what runs (JavaScript, XFA forms, starting a program) and what comes along unseen (attached files, embedded media).
    """
    if _END not in data.rstrip(_PADDING)[-_END_WITHIN:]:
        raise UnfitFileError(Unfit.BROKEN)
    set_qpdf_limits(flate_max_memory=_MOST_DECODED, run_length_max_memory=_MOST_DECODED, png_max_memory=_MOST_DECODED)
    try:
        with Pdf.open(BytesIO(data), suppress_warnings=True) as pdf:
            # An empty owner's password opens the file here; readers ask for the user's all the same.
            if pdf.is_encrypted and not pdf.user_password_matched:
                raise UnfitFileError(Unfit.LOCKED)
            if not len(pdf.pages):
                raise UnfitFileError(Unfit.BROKEN)
            if len(pdf.objects) > _MOST_OBJECTS:
                raise UnfitFileError(Unfit.TOO_MUCH)
            for found in pdf.objects:
                _guard_object(found)
    except PasswordError:
        raise UnfitFileError(Unfit.LOCKED) from None
    except PdfError as error:
        # A file that is locked for certain readers' certificates is named by its filter only.
        why = Unfit.LOCKED if "encryption" in str(error) else Unfit.BROKEN
        raise UnfitFileError(why) from None


def _guard_object(found: Object) -> None:
    """Look at an object and at what stands in it directly; what it refers to has a turn of its own."""
    waiting = [found]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Stream | Dictionary):
            _guard_entries(one)
            waiting.extend(entry for _, entry in one.items() if _is_direct(entry))
        elif isinstance(one, Array):
            waiting.extend(entry for entry in one if _is_direct(entry))


def _is_direct(entry: object) -> bool:
    return isinstance(entry, Object) and not entry.is_indirect


def _guard_entries(one: Object) -> None:
    names = set(one.keys())
    action = str(one.get("/S", "")) if "/S" in names else ""
    if "/JS" in names or "/XFA" in names or action in _SCRIPT:
        raise UnfitFileError(Unfit.SCRIPT)
    if action in _LAUNCH:
        raise UnfitFileError(Unfit.LAUNCH)
    if "/EF" in names or action in _ATTACHED or one.get("/Type") == Name.EmbeddedFile or _is_media(one, names):
        raise UnfitFileError(Unfit.ATTACHED)


def _is_media(one: Object, names: set[str]) -> bool:
    return "/Subtype" in names and str(one.Subtype) in ("/RichMedia", "/Screen", "/Movie", "/3D", "/FileAttachment")
