"""Who receives what is said: contacts.csv by its shape (`contacts_table`), by its meaning (`contacts_file`), on a day (`directory`)."""
