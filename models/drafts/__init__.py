"""The drafts of a home: documents read, kept in folders of their own, decided on change by change, and adopted as plans."""
