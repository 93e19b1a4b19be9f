"""The jobs of this app, where the worker looks for them."""

from klinik.people.letters import send_confirmation, send_farewell, send_letter

__all__ = ["send_confirmation", "send_farewell", "send_letter"]
