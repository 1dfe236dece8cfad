"""The names in one file: scopes, bindings, references, and what each reference sees."""
