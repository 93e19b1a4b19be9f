"""What is remembered of goods and of who brings them, in words for people."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from klinik.finance.shop.models import Consignor, Good, Shop, Supplier
from klinik.tenancy.history.words import Kind

KINDS: dict[type[models.Model], Kind] = {
    Shop: Kind(
        _("Shop"),
        "name",
        {
            "koppontren": _("Cooperative"),
            "name": _("Name"),
            "unit": _("Unit"),
            "max_discount": _("What a cashier takes off alone, in hundredths of a percent"),
            "is_used": _("In use"),
            "opened_at": _("Opened"),
        },
    ),
    Good: Kind(
        _("Good"),
        "name",
        {
            "koppontren": _("Cooperative"),
            "shop": _("Shop"),
            "number": _("Number"),
            "name": _("Name"),
            "unit_name": _("Counted by"),
            "category": _("Category"),
            "price": _("Price"),
            "member_price": _("Price for members"),
            "wholesale_price": _("Price for many"),
            "wholesale_from": _("Many, from"),
            "low_at": _("Tell when as little as"),
            "consignor": _("Consignor"),
            "consign_price": _("The consignor gets"),
            "photo": _("Photo"),
            "price_set_at": _("Price since"),
            "added_at": _("Added"),
            "ended_at": _("Not sold any more since"),
        },
    ),
    Supplier: Kind(
        _("Supplier"),
        "name",
        {
            "koppontren": _("Cooperative"),
            "shop": _("Shop"),
            "name": _("Name"),
            "phone": _("Telephone"),
            "note": _("Note"),
            "ended_at": _("Not used any more since"),
        },
    ),
    Consignor: Kind(
        _("Consignor"),
        "number",
        {
            "koppontren": _("Cooperative"),
            "shop": _("Shop"),
            "number": _("Number"),
            "member": _("Member"),
            "name": _("Name"),
            "phone": _("Telephone"),
            "account": _("Account"),
            "ended_at": _("Not used any more since"),
        },
    ),
}
