"""Edits, and what writes import statements and names otherwise."""
