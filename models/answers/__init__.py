"""What agencies say: drafts, answers, evidence, contributions, and what their pages show of them."""
