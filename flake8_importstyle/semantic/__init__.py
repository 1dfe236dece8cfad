"""The names in one file: scopes, bindings, references, and which binding reaches which reference."""
