"""The meaning: plan files, registers, calendar and due dates as pure values, without clock, database or network."""
