"""The pages of those who judge and decide: the tracker's and the office's."""
