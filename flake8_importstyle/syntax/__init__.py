"""One file's text and tree."""
