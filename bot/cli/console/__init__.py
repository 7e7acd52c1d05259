"""What commands have in common: the database that they work on, what they say, how far they are."""
