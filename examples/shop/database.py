"""The shop's data, in one SQLite file."""

import sqlite3
from contextlib import closing


class Database:
    """An open database with the shop's tables."""

    def __init__(self, path=":memory:"):
        self.connection = sqlite3.connect(path)
        self.connection.execute(
            "CREATE TABLE IF NOT EXISTS products (name TEXT PRIMARY KEY, price INTEGER, stock INTEGER)"
        )
        self.connection.execute(
            "CREATE TABLE IF NOT EXISTS customers (name TEXT PRIMARY KEY, city TEXT)"
        )

    def add(self, table, *values):
        """Insert one row."""
        marks = ", ".join("?" * len(values))
        self.connection.execute(f"INSERT INTO {table} VALUES ({marks})", values)


class Query:
    """The rows of one table, in order."""

    def __init__(self, database, table, order="name"):
        self.database = database
        self.statement = f"SELECT * FROM {table} ORDER BY {order}"

    def __iter__(self):
        with closing(self.database.connection.execute(self.statement)) as rows:
            yield from rows.fetchall()


def euros(cents):
    """Write an amount as people read it."""
    return f"{cents / 100:.2f} EUR"
