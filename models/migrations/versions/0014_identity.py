"""Who a home is, and by which key it signs its links."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the identity and the print of the key; both are noted when the home is opened next."""
    with op.batch_alter_table("home", schema=None) as batch_op:
        batch_op.add_column(sa.Column("identity", AutoString(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("key_print", AutoString(), nullable=False, server_default=""))
