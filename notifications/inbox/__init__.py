"""What comes back in the office's mailbox: how it is fetched, what each mail is, and by which marks it is known as ours.

Whoever knows an address can write a mail in anybody's name: nothing here goes by who a mail says that it is from.
"""
