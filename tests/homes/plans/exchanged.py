"""Packages of the exchange between offices (edXML of QCVN 102:2016/BTTTT), as programs of offices write them."""

import base64
import zipfile
from io import BytesIO

_NAMESPACE = "http://www.mic.gov.vn/TBT/QCVN_102_2016"


def packed(files: dict[str, bytes]) -> bytes:
    """Return a zip of files."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in files.items():
            file.writestr(name, data)
    return out.getvalue()


def as_package(
    files: dict[str, bytes],
    *,
    number: str = "15",
    day: str = "2026-03-12",
    subject: str = "Sắp xếp kho lưu trữ của các cơ quan",
    due: str = "",
    inside: bool = True,
) -> bytes:
    """Return a package that sends files; each is zipped and written in base64, or only named where it is not `inside`."""
    manifest = "".join(
        f"<edXML:Reference><edXML:ContentId>tep-{place}</edXML:ContentId><edXML:ContentType>application</edXML:ContentType>"
        f"<edXML:AttachmentName>{name}</edXML:AttachmentName></edXML:Reference>"
        for place, name in enumerate(files)
    )
    encoded = "".join(
        f"<Attachment><ContentId>tep-{place}</ContentId><ContentTransferEncoded>"
        f"{base64.b64encode(packed({name: data})).decode()}</ContentTransferEncoded></Attachment>"
        for place, (name, data) in enumerate(files.items())
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<edXML xmlns="{_NAMESPACE}" xmlns:edXML="{_NAMESPACE}">
  <edXML:edXMLEnvelope>
    <edXML:edXMLHeader>
      <edXML:MessageHeader>
        <edXML:From><edXML:OrganId>000.00.00.H02</edXML:OrganId><edXML:OrganName>Ủy ban nhân dân tỉnh Mẫu</edXML:OrganName></edXML:From>
        <edXML:Code><edXML:CodeNumber>{number}</edXML:CodeNumber><edXML:CodeNotation>KH-UBND</edXML:CodeNotation></edXML:Code>
        <edXML:PromulgationInfo><edXML:Place>Mẫu</edXML:Place><edXML:PromulgationDate>{day}</edXML:PromulgationDate></edXML:PromulgationInfo>
        <edXML:DocumentType><edXML:Type>2</edXML:Type><edXML:TypeName>Kế hoạch</edXML:TypeName></edXML:DocumentType>
        <edXML:Subject>{subject}</edXML:Subject>
        <edXML:DueDate>{due}</edXML:DueDate>
      </edXML:MessageHeader>
    </edXML:edXMLHeader>
    <edXML:edXMLBody><edXML:edXMLManifest>{manifest}</edXML:edXMLManifest></edXML:edXMLBody>
  </edXML:edXMLEnvelope>
  {f"<AttachmentEncoded>{encoded}</AttachmentEncoded>" if inside else ""}
</edXML>""".encode()
