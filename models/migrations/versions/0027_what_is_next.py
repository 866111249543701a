"""On which day a round has to look at a check-in next, and by what each plan's were looked at last."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the day: what is owed, or owned by nobody, is looked at by the next round. Letters of a day are found by that day."""
    op.add_column("check_in", sa.Column("next_on", sa.Date(), nullable=True, server_default="0001-01-01"))
    op.execute("UPDATE check_in SET next_on = NULL WHERE state NOT IN ('open', 'returned', 'ownerless')")
    op.create_index("ix_check_in_state_next_on", "check_in", ["state", "next_on"])
    op.create_index("ix_letter_written_on", "letter", ["written_on"])
    op.create_table(
        "reckoning",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("province", AutoString(), nullable=False),
        sa.Column("plan", AutoString(), nullable=False),
        sa.Column("mark", AutoString(), nullable=False),
        sa.Column("opens_next", sa.Date(), nullable=False),
        sa.Column("contacts", AutoString(), nullable=False),
        sa.Column("mixed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reckoning")),
        sa.UniqueConstraint("province", "plan", name=op.f("uq_reckoning_province")),
    )
