"""How reads are served, several in one transaction."""
