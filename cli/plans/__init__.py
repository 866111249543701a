"""Commands that read plans: check, show, due dates, the calendar."""
