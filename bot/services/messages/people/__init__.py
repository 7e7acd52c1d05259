"""What is told of a person: that they cannot be reached, came, left, or are to be forgotten."""
