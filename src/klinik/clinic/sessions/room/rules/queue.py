"""The published order of the queue: who has not spoken comes first, then votes, then time."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from klinik.clinic.sessions.room.rules.state import Hand, Question, Room, Stage

Key = tuple[int, int, int]


def in_order(room: Room) -> list[Question]:
    """The questions that wait, the next one first; the order is total and asks no clock."""
    waiting = [row for row in room.questions.values() if row.stage == Stage.WAITING]
    return sorted(waiting, key=lambda row: _key(room, row, len(row.votes)))


def hands_in_order(room: Room) -> list[Hand]:
    """The raised hands, by the same rule without votes."""
    return sorted(room.hands.values(), key=lambda row: _key(room, row, 0))


def _key(room: Room, row: Question | Hand, votes: int) -> Key:
    return (_turn(room, row), -votes, row.number)


def _turn(room: Room, row: Question | Hand) -> int:
    """0: nobody of its regency spoke yet; 1: others of its regency did; 2: it did itself."""
    if row.pesantren in room.places_heard:
        return 2
    return 1 if row.region in room.regions_heard else 0


def reason_of(room: Room, row: Question | Hand, region: str) -> str:
    """One sentence that says why it stands where it stands; `region` is the name of its regency."""
    turn = _turn(room, row)
    if turn == 0:
        first = _("Nobody from %(region)s has spoken yet") % {"region": region}
    elif turn == 1:
        first = _("This pesantren has not spoken yet, others from %(region)s have") % {
            "region": region
        }
    else:
        first = _("This pesantren has spoken already, so others come first")
    if isinstance(row, Hand):
        return first + "."
    votes = len(row.votes)
    more = ngettext("%(votes)s vote", "%(votes)s votes", votes) % {"votes": votes}
    return f"{first}; {more}."
