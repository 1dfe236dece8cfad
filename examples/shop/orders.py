"""What was bought. Two names are imported, each of them spelled out."""

from database import Database, Query


def order(shop: Database, product: str, pieces: int) -> int:
    """Take an order and return what it costs, in cents."""
    for name, price, stock in Query(shop, "products"):
        if name == product and stock >= pieces:
            return pieces * price
    raise LookupError(f"{product} is sold out")
