"""The board: who has its link sees where the plans stand, down to each answer and its evidence, and changes nothing."""
