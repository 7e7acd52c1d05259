"""Messages about a region: to coordinators, and from them."""
