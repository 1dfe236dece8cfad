"""What is left. The alias is taken: this module has a class of that name."""

from database import Database as DB, Query


class DB:
    """A delivery batch."""

    def __init__(self, product, pieces):
        self.product = product
        self.pieces = pieces


def missing(shop):
    """Return a batch for each product that is sold out."""
    return [DB(name, 10) for name, _, stock in Query(shop, "products") if not stock]
