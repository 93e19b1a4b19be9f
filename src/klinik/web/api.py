"""The API: the same commands as the pages, behind the same walls."""

from ninja import NinjaAPI
from ninja.security import django_auth

api = NinjaAPI(title="Klinik OPOP", version="0.1.0", docs_url=None, auth=django_auth)
