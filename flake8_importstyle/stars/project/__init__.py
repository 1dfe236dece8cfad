"""The other files of a project, and what they use of a module."""
