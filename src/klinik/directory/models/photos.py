"""Photos that everybody sees: drawn anew, in two sizes."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from klinik.directory.models.pesantren import Pesantren

LONGEST_ALT = 200


class Shown(models.Model):
    """One photo in two sizes; `alt` says to those who do not see it what is on it."""

    large = models.FileField(upload_to="photos")
    small = models.FileField(upload_to="photos")
    width = models.PositiveSmallIntegerField()  # of the large one, in pixels
    height = models.PositiveSmallIntegerField()
    alt = models.CharField(max_length=LONGEST_ALT)

    class Meta:
        abstract = True

    @property
    def large_url(self) -> str:
        """Where the large one is shown."""
        return photo_url(str(self.large.name))

    @property
    def small_url(self) -> str:
        """Where the small one is shown."""
        return photo_url(str(self.small.name))


def photo_url(name: str) -> str:
    """The address of a photo by the name of its file: "photos/ab.webp" -> "/foto/ab/"."""
    return reverse("directory:photo", args=[name.rpartition("/")[2].removesuffix(".webp")])


class Cover(Shown):
    """The photo on top of a pesantren's page."""

    pesantren = models.OneToOneField(
        Pesantren, on_delete=models.PROTECT, primary_key=True, related_name="cover"
    )

    class Meta:
        constraints = [models.CheckConstraint(name="cover_is_described", condition=~Q(alt=""))]

    def __str__(self) -> str:
        return self.alt
