"""Word and Excel files held against the schemas of ISO/IEC 29500, as Office itself holds them."""

from pathlib import Path
from tempfile import TemporaryDirectory

from openxml_audit import OpenXmlValidator  # type: ignore[import-untyped]  # the library marks no types


def faults_of(content: bytes, ending: str = "docx") -> list[str]:
    """Return what is wrong with a file: elements out of their order or twice, wrong values, parts that contradict."""
    with TemporaryDirectory() as name:
        file = Path(name) / f"tep.{ending}"
        file.write_bytes(content)
        return [f"{one.part_uri}: {one.description}" for one in OpenXmlValidator().validate(file).errors]
