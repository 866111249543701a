"""Which letters list what others are late with."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the mark of a digest: those that were written so far hold a notice of what another agency owes."""
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.add_column(sa.Column("digest", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(
        """
        UPDATE letter SET digest = weekly WHERE id IN (
            SELECT notice.letter_id FROM notice JOIN check_in ON check_in.id = notice.check_in_id
            JOIN letter AS held ON held.id = notice.letter_id
            WHERE held.recipient NOT IN (check_in.holder, check_in.province || ':' || check_in.holder)
            AND held.recipient NOT LIKE check_in.holder || '/%'
        )
        """
    )
