"""Reports as Word files in the form of Nghị định 30/2020: the one folder that knows docx."""
