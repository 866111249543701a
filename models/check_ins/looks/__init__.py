"""When a round looks at check-ins next: the day that is kept with each, and by what each plan was looked at last."""
