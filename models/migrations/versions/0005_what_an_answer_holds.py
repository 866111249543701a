"""What an answer holds beside its words, and what is not sent yet."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of headings, figures, drafts and evidence; an answer tells whether it repeats, and who recorded it late."""
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.add_column(sa.Column("unchanged", sa.Boolean(), nullable=False, server_default=sa.false()))
        for name in ("recorded_by", "document", "reason"):
            batch_op.add_column(sa.Column(name, AutoString(), nullable=False, server_default=""))
    op.create_table(
        "answer_part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("heading", AutoString(), nullable=False),
        sa.Column("text", AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["answer_id"], ["answer.id"], name=op.f("fk_answer_part_answer_id_answer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_part")),
        sa.UniqueConstraint("answer_id", "heading", name=op.f("uq_answer_part_answer_id")),
    )
    op.create_table(
        "answer_figure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("target", AutoString(), nullable=False),
        sa.Column("measure", AutoString(), nullable=False),
        sa.Column("value", AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["answer_id"], ["answer.id"], name=op.f("fk_answer_figure_answer_id_answer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_figure")),
        sa.UniqueConstraint("answer_id", "target", name=op.f("uq_answer_figure_answer_id")),
    )
    op.create_table(
        "draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("check_in_id", sa.Integer(), nullable=False),
        sa.Column("agency", AutoString(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("fields", AutoString(), nullable=False),
        sa.Column("saved_by", AutoString(), nullable=False),
        sa.Column("saved_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["check_in_id"], ["check_in.id"], name=op.f("fk_draft_check_in_id_check_in")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
        sa.UniqueConstraint("check_in_id", "agency", name=op.f("uq_draft_check_in_id")),
    )
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("check_in_id", sa.Integer(), nullable=False),
        sa.Column("agency", AutoString(), nullable=False),
        sa.Column("sha256", AutoString(), nullable=False),
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("kind", AutoString(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("added_by", AutoString(), nullable=False),
        sa.Column("added_at", UTCDateTime(), nullable=False),
        sa.Column("withdrawn_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["check_in_id"], ["check_in.id"], name=op.f("fk_evidence_check_in_id_check_in")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sa.UniqueConstraint("check_in_id", "sha256", name=op.f("uq_evidence_check_in_id")),
    )
    op.create_index("ix_evidence_sha256", "evidence", ["sha256"])
