"""What an office sets about personal data: how long who looked at what is kept, and by which law."""

from pydantic import BaseModel, Field, field_validator

LAW = "Luật Bảo vệ dữ liệu cá nhân số 91/2025/QH15"
"""The law by which personal data are held no longer than their purpose needs (in force since 1 January 2026)."""


class PrivacySettings(BaseModel):
    """The settings about personal data."""

    view_log_months: int = Field(
        24, ge=3, le=120, description="số tháng giữ nhật ký xem (ai đã xem gì), số từ 3 đến 120"
    )
    personal_data_basis: str = Field(
        LAW,
        min_length=5,
        max_length=300,
        description="văn bản làm căn cứ giữ và xóa dữ liệu cá nhân, dài nhất 300 ký tự",
    )

    @field_validator("view_log_months", mode="before")
    @classmethod
    def read_months(cls, value: object) -> object:
        """Return a number; `true` is none."""
        return None if isinstance(value, bool) else value
