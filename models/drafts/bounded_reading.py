"""Reading a document that anybody may have made, in a process of its own: bounded in time and memory."""

import logging
import multiprocessing
import sys
from collections.abc import Sequence
from multiprocessing.connection import Connection

from plan.drafting.found import Found
from plan.drafting.refusal import RefusedFileError, SecretFileError

SECONDS = 120
"""So long a document may take to be read; real ones of 60 pages take some ten seconds."""
MEMORY = 3 * 1024**3
"""So much memory a reader may ask for, in bytes, where the system can bound it."""
TOO_MUCH = (
    "Đọc tệp này cần quá nhiều thời gian hoặc bộ nhớ so với một văn bản, nên đã dừng. Hãy tách phần kế hoạch ra một tệp "
    "riêng, hoặc dùng bản Word."
)


def read_bounded(files: Sequence[tuple[str, bytes]], *, accept_changes: bool) -> Found:
    """Return what a document says. Raise RefusedFileError with the sentence for its sender where it is not read."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    reader = context.Process(target=_read, args=(theirs, tuple(files), accept_changes), daemon=True)
    reader.start()
    theirs.close()
    try:
        told = ours.recv() if ours.poll(SECONDS) else None
    except EOFError:  # it was ended for what it asked
        told = None
    finally:
        ours.close()
        if reader.is_alive():
            reader.kill()
        reader.join()
    if isinstance(told, Found):
        return told
    secret, sentence = told if isinstance(told, tuple) else (False, TOO_MUCH)
    raise (SecretFileError if secret else RefusedFileError)(sentence)


def _read(theirs: Connection, files: tuple[tuple[str, bytes], ...], accept_changes: bool) -> None:
    _bound_memory()
    logging.disable(logging.WARNING)  # what is odd in a PDF file is no news to a clerk
    from plan.drafting.intake import read_files  # noqa: PLC0415  its libraries belong to the reader's own process

    try:
        theirs.send(read_files(files, accept_changes=accept_changes))
    except RefusedFileError as error:
        theirs.send((isinstance(error, SecretFileError), str(error)))
    except (MemoryError, RecursionError):
        theirs.send((False, TOO_MUCH))


def _bound_memory() -> None:
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415  not on every system

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
