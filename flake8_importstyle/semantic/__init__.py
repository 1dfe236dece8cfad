"""The names in one file: scopes, bindings, references, and the bindings that reach them."""
