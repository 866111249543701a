"""The tests, by the folders of what they try; what they share stands in `homes`."""

from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
"""The project's own folder."""
GOLDEN = PROJECT / "tests" / "golden"
"""What was checked by hand, and is compared letter for letter."""
