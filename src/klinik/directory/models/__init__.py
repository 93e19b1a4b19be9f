"""The network: regions, pesantren, products, and the figures that are read of them."""

from klinik.directory.models.checks import LONGEST_NOTE, FactCheck, PaperCheck
from klinik.directory.models.indicators import Indicator, IndicatorQuerySet
from klinik.directory.models.merging import Merger, NotTwins
from klinik.directory.models.papers import Paper, PaperFile
from klinik.directory.models.pesantren import ContactPerson, Pesantren
from klinik.directory.models.photos import LONGEST_ALT, Cover
from klinik.directory.models.places import Aspect, Region
from klinik.directory.models.products import Product, ProductPhoto, Sector
from klinik.directory.models.readings import Reading, ReadingQuerySet
from klinik.directory.models.search import KnownWord, ProductEntry, SearchEntry
from klinik.directory.models.words import told
from klinik.directory.partners.models import Offer, Partner

__all__ = [
    "LONGEST_ALT",
    "LONGEST_NOTE",
    "Aspect",
    "ContactPerson",
    "Cover",
    "FactCheck",
    "Indicator",
    "IndicatorQuerySet",
    "KnownWord",
    "Merger",
    "NotTwins",
    "Offer",
    "Paper",
    "PaperCheck",
    "PaperFile",
    "Partner",
    "Pesantren",
    "Product",
    "ProductEntry",
    "ProductPhoto",
    "Reading",
    "ReadingQuerySet",
    "Region",
    "SearchEntry",
    "Sector",
    "told",
]
