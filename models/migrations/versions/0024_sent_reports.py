"""Reports that go out by mail: the bytes of their files, and the letter to each recipient."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add both tables; no report was sent so far."""
    op.create_table(
        "report_content",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["report_file.id"], name=op.f("fk_report_content_file_id_report_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_content")),
        sa.UniqueConstraint("file_id", name=op.f("uq_report_content_file_id")),
    )
    op.create_table(
        "report_letter",
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, AutoString(), nullable=False) for name in ("recipient", "province", "plan", "form", "kind")),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["made_report.id"], name=op.f("fk_report_letter_report_id_made_report")),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_report_letter_letter_id_letter")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_letter")),
        sa.UniqueConstraint(
            "recipient", "province", "plan", "form", "kind", "told_on", name=op.f("uq_report_letter_recipient")
        ),
    )
    op.create_index("ix_report_letter_letter_id", "report_letter", ["letter_id"])
