"""Who works where, invitations, and taking one up."""

from django.urls import path

from klinik.tenancy import views

app_name = "tenancy"
urlpatterns = [
    path("koppontren/<slug:koppontren>/orang/", views.koppontren_people, name="koppontren_people"),
    path("pesantren/<slug:slug>/orang/", views.pesantren_people, name="pesantren_people"),
    path("bidang/<slug:code>/orang/", views.office_people, name="office_people"),
    path("undangan/<str:sealed>/", views.invitation, name="invitation"),
    path("orang/undangan/<uuid:number>/setujui/", views.approve, name="approve"),
    path("orang/undangan/<uuid:number>/tarik/", views.withdraw, name="withdraw"),
    path("orang/peran/<int:pk>/akhiri/", views.end, name="end"),
    path("orang/peran/<int:pk>/sandi/", views.renew_password, name="renew_password"),
]
