"""One extractor for each way in which documents give tasks: rows of a table, labels below a text, units, prose."""
