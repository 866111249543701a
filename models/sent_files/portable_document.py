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
_STAYS = frozenset({"/GoTo", "/Named", "/SetOCGState", "/Trans", "/Hide", "/GoTo3DView", "/Thread", "/ResetForm"})
"""What may happen by itself: it moves the view, and leads nowhere else."""
_MOST_ACTIONS = 1_000
_ACTIONS = {
    "/JavaScript": Unfit.SCRIPT,
    "/Launch": Unfit.LAUNCH,
    "/ImportData": Unfit.LAUNCH,
    "/GoToE": Unfit.ATTACHED,
}
"""What may not happen at all, not even at a click."""


def guard_pdf(data: bytes) -> None:
    """Raise UnfitFileError for a PDF that is broken, asks for a password to be read, or holds active content.

    An owner's password alone, which only forbids printing or copying, is nobody's hindrance here. Active content is
    what runs (JavaScript, XFA forms, starting a program), what comes along unseen (attached files, embedded media), and what
    goes to another place without a click: a link that a reader clicks on is none of that.
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
    if isinstance(one, Stream) and "/F" in names:  # its content lies in another file
        raise UnfitFileError(Unfit.FETCHES)
    if "/S" in names and (why := _ACTIONS.get(str(one.S))):
        raise UnfitFileError(why)
    if "/JS" in names or "/XFA" in names:
        raise UnfitFileError(Unfit.SCRIPT)
    if "/EF" in names or one.get("/Type") == Name.EmbeddedFile or _is_media(one, names):
        raise UnfitFileError(Unfit.ATTACHED)
    _guard_by_itself(one, names)


def _guard_by_itself(one: Object, names: set[str]) -> None:
    """Raise UnfitFileError where what happens by itself, at opening or when a page is shown, leads to another place."""
    waiting = [one.OpenAction] if "/OpenAction" in names else []
    if "/AA" in names and isinstance(one.AA, Dictionary):
        waiting.extend(action for _, action in one.AA.items())
    for _ in range(_MOST_ACTIONS):
        if not waiting:
            return
        action = waiting.pop()
        if isinstance(action, Array):
            waiting.extend(each for each in action if isinstance(each, Dictionary))
        elif isinstance(action, Dictionary):
            kind = str(action.get("/S", "/GoTo"))
            if kind not in _STAYS:
                raise UnfitFileError(_ACTIONS.get(kind, Unfit.FETCHES))
            if "/Next" in action:
                waiting.append(action.Next)
    raise UnfitFileError(Unfit.TOO_MUCH)


def _is_media(one: Object, names: set[str]) -> bool:
    return "/Subtype" in names and str(one.Subtype) in ("/RichMedia", "/Screen", "/Movie", "/3D", "/FileAttachment")
