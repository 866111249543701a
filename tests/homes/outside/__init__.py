"""What would show that something calls out: every address that a program asks for, and every host that a browser asks."""
