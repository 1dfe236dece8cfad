"""Static evaluation: what expressions are worth, without running them."""
