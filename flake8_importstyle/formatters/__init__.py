"""flake8 formatters that repair files, and the code that writes files safely."""
