"""Acting upon what came back in the office's mailbox: `read_inbox` is the order, one module for each kind of mail."""
