"""Why a file is not read, in sentences for its sender."""

MOST_BYTES = 30 * 1024 * 1024
"""The largest file that is read, in bytes."""


class RefusedFileError(ValueError):
    """A file that is not read; the message is the sentence for its sender."""


class SecretFileError(RefusedFileError):
    """A file that bears a mark of secrecy; the message repeats nothing of it."""
