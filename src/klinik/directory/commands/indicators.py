"""What the programme measures: added, described, not chosen any more."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from klinik.directory.models import Aspect, Indicator
from klinik.directory.rules import BadIndicator, UnitIsRead, checked_line, indicator_code

LINES = {
    "name": 200,
    "name_en": 200,
    "unit": 40,
    "unit_en": 40,
    "about": 300,
    "about_en": 300,
    "method": 300,
    "method_en": 300,
    "source": 300,
}


@transaction.atomic
def add_indicator(
    *, aspect: Aspect | None, better: str, may_be_negative: bool, **lines: str
) -> Indicator:
    """One more figure that can be read of a pesantren. Raises BadIndicator, BadFact."""
    said = _checked(lines)
    code = indicator_code(said["name"])
    if _is_named(said["name"]) or Indicator.objects.filter(code=code).exists():
        raise _there_already()
    return Indicator.objects.create(
        code=code, aspect=aspect, better=better, may_be_negative=may_be_negative, **said
    )


@transaction.atomic
def describe_indicator(
    indicator: Indicator, *, aspect: Aspect | None, better: str, may_be_negative: bool, **lines: str
) -> None:
    """Say anew what an indicator is; its code stays, and its unit once a figure was read in it.

    Raises BadIndicator, UnitIsRead, BadFact.
    """
    row = Indicator.objects.select_for_update(of=["self"]).get(pk=indicator.pk)
    said = _checked(lines)
    if _is_named(said["name"], but=row):
        raise _there_already()
    facts: dict[str, Any] = {"aspect": aspect, "better": better, **said}
    facts["may_be_negative"] = may_be_negative
    for field, value in facts.items():
        setattr(row, field, value)
    try:
        with transaction.atomic():
            row.save(update_fields=list(facts))
    except IntegrityError as refusal:
        raise UnitIsRead from refusal


def _checked(lines: dict[str, str]) -> dict[str, str]:
    said = {
        field: checked_line(lines.get(field, ""), field=field, longest=longest)
        for field, longest in LINES.items()
    }
    if not said["name"]:
        raise BadIndicator("name", _("Write what is measured."))
    if not said["unit"]:
        raise BadIndicator("unit", _("In which unit? For example rupiah, people, kg."))
    if not said["about"]:
        raise BadIndicator("about", _("Say in plain words what the figure means."))
    return said


def _is_named(name: str, *, but: Indicator | None = None) -> bool:
    others = Indicator.objects.exclude(pk=but.pk) if but else Indicator.objects.all()
    return others.filter(name__iexact=name).exists()


def _there_already() -> BadIndicator:
    return BadIndicator(
        "name", _("There is such an indicator already, perhaps one that is no longer offered.")
    )


def retire_indicator(indicator: Indicator) -> None:
    """From today nobody chooses it any more; its figures stay. Twice is once."""
    rows = Indicator.objects.filter(pk=indicator.pk, retired_on=None)
    rows.update(retired_on=timezone.localdate())


def restore_indicator(indicator: Indicator) -> None:
    """It may be chosen again."""
    Indicator.objects.filter(pk=indicator.pk).update(retired_on=None)
