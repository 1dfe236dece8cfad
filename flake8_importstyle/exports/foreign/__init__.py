"""What other modules do to the names of a module, and when they do it."""
