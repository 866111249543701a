"""Several machines that work in one home: what each of them runs, and what becomes of the runs of one that is gone."""
