"""What commands say, and how far they are."""
