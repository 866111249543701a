"""Commands that record what people did."""
