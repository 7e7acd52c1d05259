"""What can be known of a database without opening it for work."""
