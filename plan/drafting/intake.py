"""Files into what a document says: read, each by its kind, put together, segmented, extracted."""

from collections.abc import Sequence
from dataclasses import replace

from plan.drafting.document import read_document
from plan.drafting.found import Found
from plan.drafting.readers.door import read_file
from plan.drafting.source import Block, Source


def read_files(files: Sequence[tuple[str, bytes]], *, accept_changes: bool = False) -> Found:
    """Return what a document says; annexes in files of their own follow the first one, each with its name and bytes.

    Raise RefusedFileError (`plan.drafting.refusal`) with the sentence for its sender where a file is not read.
    """
    return read_document(joined([read_file(data, name, accept_changes=accept_changes) for name, data in files]))


def joined(sources: Sequence[Source]) -> Source:
    """Return several files as one document, in their order; lines of a file without pages go on with those before it."""
    blocks: list[Block] = []
    for source in sources:
        last = max((block.line for block in blocks if not block.page), default=0)
        blocks += (replace(one, line=one.line if one.page else one.line + last) for one in source.blocks)
    return replace(sources[0], blocks=tuple(blocks), notes=tuple(note for source in sources for note in source.notes))
