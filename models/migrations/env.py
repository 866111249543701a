"""Alembic's entry: migrations run on the connection that `models.database.Database.migrate` hands over."""

from alembic import context

import models.act_tables
import models.ad_hoc_tables
import models.answer_tables  # noqa: F401  every table is known before the metadata is read
from models.tables import Record

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Record.metadata,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
