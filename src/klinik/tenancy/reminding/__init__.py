"""What ends soon, and who is told of it."""

from klinik.tenancy.reminding.commands import remind_of_papers, remind_of_roles

__all__ = ["remind_of_papers", "remind_of_roles"]
