"""Telephone calls of the office to agencies that are late."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table; no call made so far is known."""
    op.create_table(
        "phone_call",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("province", AutoString(), nullable=False),
        sa.Column("agency", AutoString(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("called_on", sa.Date(), nullable=False),
        sa.Column("promised_on", sa.Date(), nullable=True),
        sa.Column("note", AutoString(), nullable=False),
        sa.Column("called_by", AutoString(), nullable=False),
        sa.Column("post", AutoString(), nullable=False),
        sa.Column("way", AutoString(), nullable=False),
        sa.Column("learnt_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phone_call")),
        sa.UniqueConstraint("province", "agency", "number", name=op.f("uq_phone_call_province")),
    )
