"""Who at the office wrote down what was told by telephone."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the recorder to the audit trail: '' for all that was done before, where nobody was asked."""
    with op.batch_alter_table("act", schema=None) as batch_op:
        batch_op.add_column(sa.Column("recorder", AutoString(), nullable=False, server_default=""))
