"""What a person does to their own account."""

from klinik.people.models import Session, User
from klinik.people.queries import devices_of


def sign_out_others(user: User, *, but: str | None) -> int:
    """End every session of `user` except the one with this key; answers how many ended."""
    ended, _rows = Session.objects.filter(user=user).exclude(session_key=but).delete()
    return ended


def sign_out_device(user: User, *, handle: str, but: str | None) -> bool:
    """End one other session of `user`, named by its handle; False if there is none such."""
    keys = [s.session_key for s in devices_of(user) if s.handle == handle and s.session_key != but]
    ended, _rows = Session.objects.filter(user=user, session_key__in=keys).delete()
    return ended > 0
