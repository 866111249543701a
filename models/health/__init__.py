"""How a home fares in figures that cost a few statements, and how much of what is too much: for machines that watch it."""
