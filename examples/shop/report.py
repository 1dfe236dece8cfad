"""The day's report. Two years later, who can say where `Query` is defined?"""

import inventory, products
from customers import *
from database import *


def main():
    shop = Database()
    invite(shop)
    products.stock_up(shop)
    for name, city in Query(shop, "customers"):
        print(f"{name}, {city}")
    for name, price, stock in Query(shop, "products"):
        print(f"{stock} x {name} at {euros(price)}")
    for batch in inventory.missing(shop):
        print(f"order {batch.pieces} x {batch.product}")


if __name__ == "__main__":
    main()
