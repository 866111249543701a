"""What an office sets about people: their data, and signing in where the province has one sign-in for all (OpenID Connect)."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field, field_validator
from pydantic_settings import NoDecode

from models.access.rights import GIVEN
from models.office_settings.places import read_folder
from models.office_settings.privacy_settings import PrivacySettings
from models.tables.people import Access

_HERE = ("localhost", "127.0.0.1", "::1")
_EXAMPLE = "dondoc-van-phong = van-phong"


class PeopleSettings(PrivacySettings):
    """The settings about people."""

    sign_in_issuer: str = Field(
        "", description="địa chỉ máy chủ đăng nhập một lần (OpenID Connect) của tỉnh, như https://dang-nhap.tinh.gov.vn"
    )
    sign_in_client: str = Field("", max_length=200, description="mã ứng dụng (client id) mà máy chủ đăng nhập cấp")
    sign_in_secret: str = Field("", description="mật khẩu ứng dụng của máy chủ đăng nhập, chỉ đặt trong môi trường")
    sign_in_secret_file: Path | None = Field(
        None, description="tệp chứa mật khẩu ứng dụng, quyền 600, đường dẫn đầy đủ như /etc/dondoc/dang-nhap"
    )
    sign_in_groups: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        max_length=50,
        description=f"nhóm của máy chủ đăng nhập và quyền được cấp, mỗi nhóm một dòng, như {_EXAMPLE}",
    )
    sign_in_group_claim: str = Field(
        "groups", max_length=100, description="tên trường ghi nhóm trong thẻ của máy chủ đăng nhập, như groups"
    )

    @field_validator("sign_in_issuer")
    @classmethod
    def read_issuer(cls, value: str) -> str:
        """Return the issuer letter for letter, as the provider names itself; one that is not encrypted is this machine's."""
        issuer = value.strip()
        if not issuer:
            return ""
        try:
            parts = urlsplit(issuer)
            host = parts.hostname or ""
        except ValueError:
            parts, host = urlsplit(""), ""
        if parts.scheme not in ("https", "http") or not host or parts.query or parts.fragment or parts.username:
            raise ValueError("địa chỉ máy chủ đăng nhập không dùng được; hãy viết như https://dang-nhap.tinh.gov.vn.")
        if parts.scheme != "https" and host not in _HERE:
            raise ValueError("địa chỉ máy chủ đăng nhập phải bắt đầu bằng https://.")
        return issuer

    @field_validator("sign_in_secret_file", mode="before")
    @classmethod
    def read_secret_place(cls, value: object) -> object:
        """Return a file; one that depends on where the program starts is refused."""
        return read_folder(value)

    @field_validator("sign_in_groups", mode="before")
    @classmethod
    def read_groups(cls, value: object) -> object:
        """Return lines, one for each group; in the environment they are separated by semicolons."""
        listed = value.split(";") if isinstance(value, str) else value
        if not isinstance(listed, list | tuple) or not all(isinstance(one, str) for one in listed):
            return None
        return tuple(one.strip() for one in listed if one.strip())

    @field_validator("sign_in_groups")
    @classmethod
    def guard_groups(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        """Return the lines as they are written; one without a group or a known access is refused. A tracker has an agency."""
        for line in value:
            group, _, access = (part.strip() for part in line.rpartition("="))
            if not group or access not in GIVEN or GIVEN[access] == Access.TRACKER:
                known = ", ".join(code for code, one in GIVEN.items() if one != Access.TRACKER)
                raise ValueError(
                    f"không hiểu «{line[:60]}»; hãy ghi nhóm = quyền như «{_EXAMPLE}», quyền trong: {known}."
                )
        return value

    def groups(self) -> Mapping[str, Access]:
        """Return the access that each group of the directory gives, in the order of the setting."""
        parts = (line.rpartition("=") for line in self.sign_in_groups)
        return {group.strip(): GIVEN[access.strip()] for group, _, access in parts}

    @property
    def signs_in(self) -> bool:
        """Tell whether people may sign in at the province's provider."""
        return bool(self.sign_in_issuer and self.sign_in_client)
