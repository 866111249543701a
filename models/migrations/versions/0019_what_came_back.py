"""What came back to the office's mailbox, and the addresses from which letters came back."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the two tables."""
    op.create_table(
        "received_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place", AutoString(), nullable=False),
        sa.Column("mail_key", AutoString(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("outcome", AutoString(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=True),
        sa.Column("detail", AutoString(), nullable=False),
        sa.Column("learnt_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_received_mail_letter_id_letter")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_received_mail")),
        sa.UniqueConstraint("place", name=op.f("uq_received_mail_place")),
        sa.UniqueConstraint("mail_key", "number", name=op.f("uq_received_mail_mail_key")),
    )
    op.create_table(
        "unreachable_address",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address", AutoString(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("recipient", AutoString(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("reason", AutoString(), nullable=False),
        sa.Column("learnt_at", UTCDateTime(), nullable=False),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.Column("ended_by", AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_unreachable_address_letter_id_letter")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unreachable_address")),
        sa.UniqueConstraint("address", "number", name=op.f("uq_unreachable_address_address")),
    )
    op.create_index("ix_unreachable_address_ended_at", "unreachable_address", ["ended_at"])
