"""How other modules affect the names of a module, and in which order modules load each other."""
