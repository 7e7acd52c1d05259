"""What ``python -m bot doctor`` looks at, a module for each kind of thing."""
