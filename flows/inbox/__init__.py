"""Reading what came back in the office's mailbox: `read_inbox` is the order, `replied` what becomes of an answer by mail."""
