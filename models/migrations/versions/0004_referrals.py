"""Referrals."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of matters that were put to a higher authority."""
    op.create_table(
        "referral",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        *(
            sa.Column(name, AutoString(), nullable=False)
            for name in ("province", "plan", "ref", "agency", "to", "matter", "referred_by")
        ),
        sa.Column("referred_on", sa.Date(), nullable=False),
        sa.Column("learnt_at", UTCDateTime(), nullable=False),
        sa.Column("decision", AutoString(), nullable=False),
        sa.Column("document", AutoString(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("recorded_at", UTCDateTime(), nullable=True),
        sa.Column("fingerprint", AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral")),
        sa.UniqueConstraint("year", "number", name=op.f("uq_referral_year")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_referral_fingerprint")),
    )
