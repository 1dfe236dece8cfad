"""Commands about all star imports of a project: list them, and get rid of them."""
