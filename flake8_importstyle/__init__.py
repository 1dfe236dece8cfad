"""A flake8 plugin for import statements: every imported name has one obvious origin."""

__version__ = "0.1.0"
