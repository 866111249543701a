"""Answers to letters as mail programs write them; all made up."""

import email.policy
from email.message import EmailMessage

PROGRAMS = {
    "Gmail": "{said}\n\nVào Th 2, 15 thg 5, 2023 lúc 09:00 Đôn Đốc <\ndon-doc@tinhthu.example.vn> đã viết:\n\n> Kính gửi: Sở Y tế\n> I.1 là gì\n",
    "Outlook": "{said}\n\n________________________________\nTừ: Đôn Đốc <don-doc@tinhthu.example.vn>\nĐã gửi: Thứ Hai, 15 tháng 5, 2023 7:30 SA\nĐến: vt@syt.gov.vn\nChủ đề: Đến kỳ\n\nKính gửi: Sở Y tế\n",
    "iPhone": "{said}\n\nĐã gửi từ iPhone của tôi\n\n> Vào 07:30, 15 thg 5, 2023, Đôn Đốc <don-doc@tinhthu.example.vn> đã viết:\n> \n> Kính gửi: Sở Y tế\n",
    "Thunderbird": "{said}\n\nOn 15/05/2023 07:30, Đôn Đốc wrote:\n> Kính gửi: Sở Y tế\n",
    "Outlook without a line": "{said}\n\n*Từ:* Đôn Đốc <don-doc@tinhthu.example.vn>\n*Gửi:* 15 Tháng Năm 2023 7:30 SA\n*Tới:* vt@syt.gov.vn\n\nKính gửi\n",
    "Outlook on a telephone": "{said}\n\nTải Outlook cho Android<https://aka.ms/AAb9ysg>\n________________________________\nTừ: Đôn Đốc <don-doc@tinhthu.example.vn>\nĐã gửi: Thứ Hai, 15 tháng 5, 2023 7:30 SA\n\nKính gửi: Sở Y tế\n",
    "Thunderbird, answered below": "Vào 15/05/2023 07:30, Đôn Đốc đã viết:\n> Kính gửi: Sở Y tế\n>\n> Mở trang báo cáo\n\n{said}\n\n-- \nVăn thư\n",
    "nothing repeated": "{said}\n",
}
"""What mail programs write around an answer, by name."""
HTML = (
    "<html><body><div>{said}<br>- đã họp<div><br></div></div><div class='gmail_quote'>"
    "<div dir='ltr'>Vào Th 2, 15 thg 5, 2023 lúc 09:00 Đôn Đốc &lt;<a href='mailto:x'>don-doc@tinhthu.example.vn</a>&gt; đã viết:<br>"
    "</div><blockquote>Kính gửi: Sở Y tế</blockquote></div></body></html>"
)


def answer(
    letter: EmailMessage, text: str, *, html: str = "", key: str = "1", sender: str = "Nguyễn Văn An <an@gmail.com>"
) -> EmailMessage:
    """Return a mail that answers a letter of ours, from an address that nobody knows."""
    mail = EmailMessage(policy=email.policy.SMTP)
    mail["From"], mail["To"] = sender, str(letter["Reply-To"])
    mail["Subject"], mail["Message-ID"] = f"Re: {letter['Subject']}", f"<{key}@gmail.com>"
    mail["In-Reply-To"] = str(letter["Message-ID"])
    if html and not text:
        mail.set_content(html, subtype="html")
    else:
        mail.set_content(text)
    return mail
