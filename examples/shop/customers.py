"""Who buys here. One name is imported, and it is plain where it comes from."""

from database import Database


def invite(shop: Database):
    """Write the first customers down."""
    shop.add("customers", "Ada", "London")
    shop.add("customers", "Grace", "New York")
