"""When a round looks at check-ins next: the days it works out as it tells, and the same derived anew to compare them."""
