"""The command ``importstyle``."""
