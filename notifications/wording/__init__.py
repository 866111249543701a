"""The words of letters: `subjects` the first line, `sections` what is listed and under which heading, `letters` puts both
together, `heads` how a head is addressed, `templates/` the text around it.
"""
