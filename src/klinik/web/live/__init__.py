"""Server-sent events of the live rooms: a small ASGI program that draws no pages.

Who may listen stands in the pass that the room's page gave; what they missed is a number that
PostgreSQL tells that reader; what is new is heard from PostgreSQL over one connection.
"""
