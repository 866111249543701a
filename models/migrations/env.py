"""Alembic's entry: migrations run on the connection that `models.database.Database.migrate` hands over."""

from alembic import context

from models.tables.core import Record

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Record.metadata,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
