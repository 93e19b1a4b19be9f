"""What pesantren are found by."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from klinik.directory.models.pesantren import Pesantren


class SearchEntry(models.Model):
    """What a pesantren is found by; triggers keep it in step with names, products and regions."""

    pesantren = models.OneToOneField(
        Pesantren, on_delete=models.CASCADE, primary_key=True, related_name="search_entry"
    )
    document = SearchVectorField()

    class Meta:
        indexes = [GinIndex(fields=["document"], name="search_entry_document")]

    def __str__(self) -> str:
        return f"{self.pesantren_id}"
