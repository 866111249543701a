"""The ladder that each check-in was opened with."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the ladder: '' for what is there, which the next round fills in with its plan's as it reads."""
    with op.batch_alter_table("check_in", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ladder", AutoString(), nullable=False, server_default=""))
