"""Tying a member, or the guardian of a child, to the account of a person."""
