"""One reader for each kind of file, behind one door: bytes become paragraphs and tables with their place."""
