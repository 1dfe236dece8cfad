"""Going through the body of a module, to see which names it binds."""
