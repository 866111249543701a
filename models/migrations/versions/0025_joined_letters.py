"""Letters that leave inside another, to one address."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add which letter carries another; every letter so far left by itself."""
    op.add_column("letter", sa.Column("carried_by", sa.Integer(), nullable=True))
    op.create_index("ix_letter_carried_by", "letter", ["carried_by"])
