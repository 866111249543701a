"""How what is late climbs its ladder: what an agency is told of the way ahead, and whom the office calls."""
