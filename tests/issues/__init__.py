"""A file per bug: each test failed before it was mended."""
