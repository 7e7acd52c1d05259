"""Measurements, as ratios to references in the same run: ``make bench``. Nothing here is a test."""
