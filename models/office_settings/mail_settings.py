"""What an office sets about mail: the server by which letters leave, and the mailbox in which answers to them come."""

from pathlib import Path

from pydantic import BaseModel, Field, field_validator


class MailSettings(BaseModel):
    """The settings about mail; those that may hold a password are among `models.settings.SECRETS`."""

    mail_url: str = Field("", description="địa chỉ máy chủ thư (mailto://, mailtos://), chỉ đặt trong môi trường")
    inbox_url: str = Field("", description="địa chỉ hộp thư đến (imaps://, imap://), chỉ đặt trong môi trường")
    inbox_folder: Path | None = Field(
        None, description="thư mục tệp .eml thay cho hộp thư đến, đường dẫn đầy đủ như /var/mail/dondoc"
    )

    @field_validator("inbox_folder", mode="before")
    @classmethod
    def read_folder(cls, value: object) -> object:
        """Return a folder; where none is named there is none, and one that depends on where the program starts is refused."""
        if not isinstance(value, str) or not value.strip():
            return value or None
        folder = Path(value.strip()).expanduser()
        return folder if folder.is_absolute() else 0
