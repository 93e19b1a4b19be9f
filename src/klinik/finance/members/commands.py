"""Everything that changes the register of members."""

from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from klinik.core.phones import tidy_phone
from klinik.finance.members.models import Member, Register
from klinik.finance.members.rules import MemberRequestReused, member_number, tidy_name
from klinik.tenancy.models import Koppontren


@transaction.atomic
def register_member(
    koppontren: Koppontren, *, name: str, phone: str = "", request_id: UUID
) -> Member:
    """Give a person the next number in the register. The same request twice is one member.

    Raises MemberRequestReused when it was for somebody else, UnreadableName, UnreadablePhone.
    """
    register = _locked_register(koppontren)
    name, phone = tidy_name(name), tidy_phone(phone)
    known = Member.objects.of(koppontren).filter(request_id=request_id).first()
    if known:
        if (known.name, known.phone) != (name, phone):
            raise MemberRequestReused(known.number)
        return known
    register.last_number += 1
    register.save(update_fields=["last_number"])
    return Member.objects.create(
        koppontren=koppontren,
        number=member_number(register.last_number),
        name=name,
        phone=phone,
        joined_on=timezone.localdate(timezone=ZoneInfo(koppontren.time_zone)),
        request_id=request_id,
    )


def _locked_register(koppontren: Koppontren) -> Register:
    Register.objects.get_or_create(koppontren=koppontren)
    return Register.objects.select_for_update(no_key=True).get(koppontren=koppontren)
