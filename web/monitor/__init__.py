"""What machines ask that watch the program: how a home fares in sentences, and in figures."""
