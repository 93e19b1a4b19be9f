from django.apps import AppConfig


class OwnConfig(AppConfig):
    name = "klinik.finance.own"
    label = "own"
