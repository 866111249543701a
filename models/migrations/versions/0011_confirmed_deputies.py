"""Since when a deputy is confirmed."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the moment; whoever was named so far had letters already and goes on having them."""
    with op.batch_alter_table("deputy", schema=None) as batch_op:
        batch_op.add_column(sa.Column("confirmed_at", UTCDateTime(), nullable=True))
    op.execute("UPDATE deputy SET confirmed_at = learnt_at")
