"""What `dondoc doctor` looks at: `examine` is the order; what it tries outside the home stands in `reach`."""
