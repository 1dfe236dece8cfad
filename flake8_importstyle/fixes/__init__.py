"""Edits and fixes: rewriting import statements, and renaming what they bind."""
