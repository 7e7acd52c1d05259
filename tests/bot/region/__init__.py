"""Conversations of a region's coordinator."""
