"""A pass to the stream of one room: issued by its page, read by the process for the streams.

It is signed and carries who listens, so whoever comes back after a break asks no page; what the
person may see of the room is PostgreSQL's to say, each time they come.
"""

from django.core.signing import BadSignature, TimestampSigner

SALT = "klinik.room"
VALID_SECONDS = 12 * 60 * 60  # longer than a room is open


def issue(secret: str, *, slug: str, reader: int) -> str:
    """The pass of this person to the stream of this session's room."""
    return _signer(secret).sign(f"{reader}:{slug}")


def reader_of(secret: str, given: str, *, slug: str) -> int | None:
    """Whose pass to this room it is; None for one of another room, a forged and an old one."""
    try:
        reader, _, room = _signer(secret).unsign(given, max_age=VALID_SECONDS).partition(":")
    except BadSignature:
        return None
    return int(reader) if room == slug else None


def _signer(secret: str) -> TimestampSigner:
    return TimestampSigner(key=secret, salt=SALT, sep="~", fallback_keys=[])
