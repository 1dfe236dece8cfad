"""Static evaluation: the values of expressions, found without running code."""
