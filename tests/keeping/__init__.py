"""Audit, backup, restore, copy: what keeps the data."""
