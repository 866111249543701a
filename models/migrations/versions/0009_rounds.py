"""What a home remembers of its rounds, and each plan as it was last read without an error."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of rounds and of sound plans."""
    op.create_table(
        "round_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("started_at", UTCDateTime(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("finished_at", UTCDateTime(), nullable=True),
        sa.Column("failures", AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_run")),
        sa.UniqueConstraint("started_at", name=op.f("uq_round_run_started_at")),
    )
    op.create_table(
        "sound_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", AutoString(), nullable=False),
        sa.Column("text", AutoString(), nullable=False),
        sa.Column("office_text", AutoString(), nullable=False),
        sa.Column("register_text", AutoString(), nullable=False),
        sa.Column("calendar_text", AutoString(), nullable=False),
        sa.Column("read_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sound_plan")),
        sa.UniqueConstraint("code", name=op.f("uq_sound_plan_code")),
    )
