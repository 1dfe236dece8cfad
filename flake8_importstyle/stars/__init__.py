"""What a file takes from its star imports, and what others take through it."""
