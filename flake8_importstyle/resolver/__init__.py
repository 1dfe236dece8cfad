"""Where modules are."""
