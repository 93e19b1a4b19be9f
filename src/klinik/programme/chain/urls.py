"""Address of a pesantren's way."""

from django.urls import path

from klinik.programme.chain import views

app_name = "chain"
urlpatterns = [path("<slug:slug>/jalan/", views.chain, name="chain")]
