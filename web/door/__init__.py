"""What every page shares: the link that is read, the form and its files, the bounds, the answer that goes back."""
