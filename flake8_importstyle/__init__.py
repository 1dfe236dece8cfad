"""A flake8 plugin for import statements: every imported name has one obvious origin."""

__version__ = "1.0.0"
