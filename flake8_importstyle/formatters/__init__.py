"""Formatters for flake8 that repair, and what writes files safely."""
