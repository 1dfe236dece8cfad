"""What the shop sells. The whole module is imported: every use says where it is from."""

import database


def stock_up(shop: database.Database):
    """Fill the shelves."""
    shop.add("products", "apron", 1950, 4)
    shop.add("products", "kettle", 4200, 0)
    shop.add("products", "teapot", 2890, 7)


def expensive(shop: database.Database):
    """Return the names of the products, the most expensive one first."""
    return [name for name, *_ in database.Query(shop, "products", "price DESC")]
