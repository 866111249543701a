"""Where it is answered: the pages behind the signed links."""
