"""Server-sent events of the live rooms: a small ASGI program without Django.

Whether somebody may listen, and what they missed, is answered by the pages; what is new is heard
from PostgreSQL over one connection.
"""
