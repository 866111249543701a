"""How a letter is composed (`mail_message`) and handed to the mailbox or the mail server (`apprise_channel`)."""
