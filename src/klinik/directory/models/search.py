"""What pesantren and products are found by; triggers keep it in step with names and places."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from klinik.directory.models.pesantren import Pesantren
from klinik.directory.models.products import Product


class SearchEntry(models.Model):
    """What a pesantren is found by: its name, what it makes, and everything with its place."""

    pesantren = models.OneToOneField(
        Pesantren, on_delete=models.CASCADE, primary_key=True, related_name="search_entry"
    )
    names = SearchVectorField(default="")
    made = SearchVectorField(default="")
    document = SearchVectorField()
    name_key = models.TextField(default="", db_default="")  # one spelling for all of its spellings

    class Meta:
        indexes = [
            models.Index(fields=["name_key"], name="search_entry_name_key"),
            GinIndex(fields=["names"], name="search_entry_names"),
            GinIndex(fields=["made"], name="search_entry_made"),
            GinIndex(fields=["document"], name="search_entry_document"),
        ]

    def __str__(self) -> str:
        return f"{self.pesantren_id}"


class ProductEntry(models.Model):
    """What a product is found by: its name, and everything with who makes it and where."""

    product = models.OneToOneField(
        Product, on_delete=models.CASCADE, primary_key=True, related_name="search_entry"
    )
    names = SearchVectorField()
    document = SearchVectorField()

    class Meta:
        indexes = [
            GinIndex(fields=["names"], name="product_entry_names"),
            GinIndex(fields=["document"], name="product_entry_document"),
        ]

    def __str__(self) -> str:
        return f"{self.product_id}"


class KnownWord(models.Model):
    """A word that somebody's name has, and how it looks with a letter left out."""

    word = models.CharField(max_length=40, primary_key=True)
    near = ArrayField(models.TextField())

    class Meta:
        indexes = [GinIndex(fields=["near"], name="known_word_near")]

    def __str__(self) -> str:
        return self.word
