"""The one word of SQLAlchemy that use cases may say: what a transaction's body is given."""

from sqlalchemy import Connection

__all__ = ["Connection"]
