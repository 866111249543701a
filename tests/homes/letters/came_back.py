"""What mail servers write of a letter that did not arrive, in their dialects; all made up."""

from email.message import EmailMessage

POSTFIX = """\
From: MAILER-DAEMON@tinhthu.example.vn (Mail Delivery System)
To: don-doc@tinhthu.example.vn
Subject: Undelivered Mail Returned to Sender
Return-Path: <>
Message-ID: <20230515.{number}@tinhthu.example.vn>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="XX"

--XX
Content-Type: text/plain; charset=us-ascii

This is the mail system at host tinhthu.example.vn.

<{address}>: host mx.syt.gov.vn said: {said}

--XX
Content-Type: message/delivery-status

Reporting-MTA: dns; tinhthu.example.vn

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {said}

--XX
Content-Type: message/rfc822

From: =?utf-8?b?xJDDtG4gxJDhu5Fj?= <don-doc@tinhthu.example.vn>
To: {address}
Subject: x
Message-ID: {message_id}

x

--XX--
"""
"""A report as RFC 3464 has it, in Postfix's words."""

EXCHANGE = """\
From: Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@syt.example.vn>
To: don-doc@tinhthu.example.vn
Subject: =?utf-8?q?Kh=C3=B4ng_g=E1=BB=ADi_=C4=91=C6=B0=E1=BB=A3c=3A_B=C3=A1o_c=C3=A1o?=
Message-ID: <ndr-{number}@syt.example.vn>
In-Reply-To: {message_id}
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

Gửi tới những người nhận hoặc nhóm này không thành công:

{address}
Không tìm thấy địa chỉ email bạn đã nhập. Hãy kiểm tra địa chỉ rồi thử gửi lại.

Thông tin chẩn đoán cho người quản trị:

Máy chủ tạo: EX01.syt.example.vn

{address}
Remote Server returned '{said}'
"""
"""Exchange in Vietnamese, with text alone: which letter it is about stands in what it answers to."""

GONE = "550 5.1.1 User unknown"


def report(
    dialect: str,
    message_id: str,
    address: str,
    *,
    action: str = "failed",
    status: str = "5.1.1",
    said: str = GONE,
    number: int = 1,
) -> bytes:
    """Return a report about the letter of a Message-ID that went to an address."""
    written = dialect.format(
        message_id=message_id, address=address, action=action, status=status, said=said, number=number
    )
    return written.encode().replace(b"\n", b"\r\n")


def message_id_of(letter: EmailMessage) -> str:
    """Return the Message-ID of a letter of ours."""
    return str(letter["Message-ID"])
