"""What must hold between the parts of a plan whose shape is sound."""
