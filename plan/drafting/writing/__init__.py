"""The files of a draft: the plan with its doubts, the register with its proposed lines, and parties as codes."""
