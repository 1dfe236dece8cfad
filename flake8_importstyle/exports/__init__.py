"""Which names a module has, without running it, and where each is defined."""
