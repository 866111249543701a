"""Dunning letters on paper: what was printed, and under which number it was sent."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "paper_letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("province", AutoString(), nullable=False),
        sa.Column("agency", AutoString(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("printed_on", sa.Date(), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column("printed_at", UTCDateTime(), nullable=False),
        sa.Column("printed_by", AutoString(), nullable=False),
        sa.Column("symbol", AutoString(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("sent_by", AutoString(), nullable=False),
        sa.Column("recorded_at", UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_letter")),
        sa.UniqueConstraint("province", "agency", "number", name=op.f("uq_paper_letter_province")),
    )
    op.create_table(
        "paper_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("paper_letter_id", sa.Integer(), nullable=False),
        sa.Column("check_in_id", sa.Integer(), nullable=False),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["paper_letter_id"], ["paper_letter.id"], name=op.f("fk_paper_line_paper_letter_id_paper_letter")
        ),
        sa.ForeignKeyConstraint(["check_in_id"], ["check_in.id"], name=op.f("fk_paper_line_check_in_id_check_in")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_line")),
        sa.UniqueConstraint("paper_letter_id", "check_in_id", name=op.f("uq_paper_line_paper_letter_id")),
    )
    op.create_index("ix_paper_line_check_in_id", "paper_line", ["check_in_id"])
