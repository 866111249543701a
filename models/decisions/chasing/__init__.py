"""What people do about what is late: the office telephones, a tracker accepts a cause, a changed ladder is applied."""
