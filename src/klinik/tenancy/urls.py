"""Who works where, invitations, taking one up, and the papers of a pesantren's products."""

from django.urls import path

from klinik.tenancy import views

PAPERS = "pesantren/<slug:slug>/surat/"

app_name = "tenancy"
urlpatterns = [
    path("koppontren/<slug:koppontren>/orang/", views.koppontren_people, name="koppontren_people"),
    path("pesantren/<slug:slug>/orang/", views.pesantren_people, name="pesantren_people"),
    path(PAPERS, views.papers, name="papers"),
    path(f"{PAPERS}<int:product>/baru/", views.add_paper, name="add_paper"),
    path(f"{PAPERS}<int:paper>/ubah/", views.correct_paper, name="correct_paper"),
    path(f"{PAPERS}<int:paper>/perpanjang/", views.renew_paper, name="renew_paper"),
    path("bidang/<slug:code>/orang/", views.office_people, name="office_people"),
    path("undangan/<str:sealed>/", views.invitation, name="invitation"),
    path("orang/undangan/<uuid:number>/setujui/", views.approve, name="approve"),
    path("orang/undangan/<uuid:number>/tarik/", views.withdraw, name="withdraw"),
    path("orang/peran/<int:pk>/akhiri/", views.end, name="end"),
    path("orang/peran/<int:pk>/sandi/", views.renew_password, name="renew_password"),
]
