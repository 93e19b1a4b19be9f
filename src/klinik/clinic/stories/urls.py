"""Addresses of the stories, under /kisah/."""

from django.urls import path, register_converter
from django.views.decorators.http import require_safe

from klinik.clinic.cases.numbers import CaseNumber
from klinik.clinic.stories import views
from klinik.clinic.stories.feeds import StoryFeed

register_converter(CaseNumber, "told_case_number")

app_name = "stories"
urlpatterns = [
    path("", views.story_list, name="list"),
    path("atom.xml", require_safe(StoryFeed()), name="feed"),
    path("pesantren/<slug:slug>/", views.of_pesantren, name="of_pesantren"),
    path("ceritakan/<told_case_number:number>/", views.tell_story, name="tell"),
    path("<slug:slug>/", views.story, name="story"),
]
