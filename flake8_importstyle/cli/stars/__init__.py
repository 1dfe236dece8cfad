"""Commands about all star imports of a project: where they are, and how to be rid of them."""
