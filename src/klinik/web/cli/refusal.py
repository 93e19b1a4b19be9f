"""The refusal of the command line."""


class Refused(Exception):
    """Something cannot be done as asked; the message is a sentence for people."""
