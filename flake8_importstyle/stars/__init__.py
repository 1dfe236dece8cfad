"""Star imports: which names a file uses from them, and who imports names through the file."""
