"""What reports tell, tried over years and measured beside its floor."""
