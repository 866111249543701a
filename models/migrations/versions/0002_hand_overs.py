"""Hand-overs: who holds a check-in and by when it is due may change, and the office's file of changes is kept."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of changed duties and of successions; the versions of plans taken on so far had no such file."""
    op.create_table(
        "duty_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("check_in_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", AutoString(), nullable=False),
        sa.Column("holder_before", AutoString(), nullable=False),
        sa.Column("holder", AutoString(), nullable=False),
        sa.Column("remind_before", sa.Date(), nullable=False),
        sa.Column("remind_on", sa.Date(), nullable=False),
        sa.Column("due_before", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("learnt_at", UTCDateTime(), nullable=False),
        sa.Column("actor", AutoString(), nullable=False),
        sa.Column("act", AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["check_in_id"], ["check_in.id"], name=op.f("fk_duty_change_check_in_id_check_in")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_change")),
        sa.UniqueConstraint("check_in_id", "number", name=op.f("uq_duty_change_check_in_id")),
    )
    op.create_table(
        "succession",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("check_in_id", sa.Integer(), nullable=False),
        sa.Column("successor_id", sa.Integer(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("learnt_at", UTCDateTime(), nullable=False),
        sa.Column("act", AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["check_in_id"], ["check_in.id"], name=op.f("fk_succession_check_in_id_check_in")),
        sa.ForeignKeyConstraint(["successor_id"], ["check_in.id"], name=op.f("fk_succession_successor_id_check_in")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_succession")),
        sa.UniqueConstraint("check_in_id", "successor_id", name=op.f("uq_succession_check_in_id")),
    )
    with op.batch_alter_table("succession", schema=None) as batch_op:
        batch_op.create_index("ix_succession_successor_id", ["successor_id"], unique=False)
    with op.batch_alter_table("plan_version", schema=None) as batch_op:
        batch_op.add_column(sa.Column("office_text", AutoString(), nullable=False, server_default=""))
