"""The words of letters: `subjects` the first line, `letters` what a letter lists, `templates/` the text around it."""
