from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Q

from klinik.people.commands import reset_second_factor
from klinik.people.models import User
from klinik.people.sign_in import sign_in_name


class Command(BaseCommand):
    """Take the second step of a sign-in away, where nobody else may: the last administrator's."""

    help = "Take away the second step of the sign-in of ADDRESS (e-mail or telephone number)."

    def add_arguments(self, parser: CommandParser) -> None:
        """The address with which the person signs in."""
        parser.add_argument("address")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do it, and say how many steps there were; exit status 1 where nobody is found."""
        name = sign_in_name(options["address"])
        person = User.objects.filter(Q(email=name) | Q(phone=name)).first() if name else None
        if person is None:
            raise CommandError(f"Nobody signs in with {options['address']}.")
        taken = reset_second_factor(person)
        self.stdout.write(self.style.SUCCESS(f"{taken} taken away; all sessions have ended."))
