"""When a letter is tried again, and how often nobody knew whether it had been taken."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the moments of the mail's clock: a letter that waits is due at once, and none was ever in doubt."""
    for name in ("handing_at", "failing_since", "next_try_at"):
        op.add_column("letter", sa.Column(name, UTCDateTime(), nullable=True))
    op.add_column("letter", sa.Column("doubts", sa.Integer(), nullable=False, server_default="0"))
