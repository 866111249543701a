"""From an official document to the draft of a plan file: read, segment, extract, write. Pure: bytes in, values out."""
