"""What an agency says before it answers: that it has a matter, and on which day it will report."""
