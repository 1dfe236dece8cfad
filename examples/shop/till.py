"""The till. It needs two names of the database, and the star says neither."""

from database import *
from orders import order


def sell(product, pieces):
    shop = Database("shop.db")
    cents = order(shop, product, pieces)
    print(f"{pieces} x {product}: {euros(cents)}")
