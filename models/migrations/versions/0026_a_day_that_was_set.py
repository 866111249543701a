"""From which day a plan is followed, where a person has set it for this plan."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add whether the day was set by a person; every plan so far is followed as the settings say."""
    op.add_column("adoption", sa.Column("day_set", sa.Boolean(), nullable=False, server_default=sa.false()))
