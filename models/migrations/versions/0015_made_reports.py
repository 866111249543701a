"""Reports that were made, with what they said and the files they went out in."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add both tables; no report that was written so far is known."""
    op.create_table(
        "made_report",
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, AutoString(), nullable=False) for name in ("province", "plan", "form", "kind")),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.Column("known_at", UTCDateTime(), nullable=False),
        sa.Column("before_on", sa.Date(), nullable=True),
        sa.Column("before_known_at", UTCDateTime(), nullable=True),
        sa.Column("figures", AutoString(), nullable=False),
        sa.Column("standings", AutoString(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("fingerprint", AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_made_report")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_made_report_fingerprint")),
    )
    op.create_table(
        "report_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("format", AutoString(), nullable=False),
        sa.Column("sha256", AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["made_report.id"], name=op.f("fk_report_file_report_id_made_report")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_file")),
        sa.UniqueConstraint("report_id", "sha256", name=op.f("uq_report_file_report_id")),
    )
    op.create_index("ix_report_file_sha256", "report_file", ["sha256"])
