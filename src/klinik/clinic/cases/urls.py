"""Addresses of the cases, under /kasus/; each step of a case has one of its own."""

from django.urls import path, register_converter

from klinik.clinic.cases import views
from klinik.clinic.cases.numbers import CaseNumber

register_converter(CaseNumber, "case_number")

app_name = "cases"
urlpatterns = [
    path("", views.case_list, name="list"),
    path("baru/", views.new, name="new"),
    path("baru/serupa/", views.alike, name="alike"),
    path("waktu/", views.times, name="times"),
    path("waktu/hari/", views.day_off, name="day_off"),
    path("waktu/target/", views.target, name="target"),
    path("<case_number:number>/", views.case, name="case"),
    path("<case_number:number>/ambil/", views.take, name="take"),
    path("<case_number:number>/jawab/", views.answer, name="answer"),
    path("<case_number:number>/lengkapi/", views.complete, name="complete"),
    path("<case_number:number>/tujuan/", views.aim, name="aim"),
    path("<case_number:number>/kegiatan/", views.plan, name="plan"),
    path("<case_number:number>/kegiatan/<int:activity>/selesai/", views.done, name="done"),
    path("<case_number:number>/kegiatan/<int:activity>/pindah/", views.move, name="move"),
    path("<case_number:number>/kegiatan/<int:activity>/batal/", views.drop, name="drop"),
    path("<case_number:number>/hasil/", views.measure, name="measure"),
    path("<case_number:number>/hasil/<int:reading>/", views.choose, name="choose"),
    path("<case_number:number>/tutup/", views.close, name="close"),
    path("<case_number:number>/batal/", views.withdraw, name="withdraw"),
    path("<case_number:number>/urgensi/", views.triage, name="triage"),
    path("<case_number:number>/tugaskan/", views.assign, name="assign"),
    path("<case_number:number>/rujuk/", views.refer, name="refer"),
    path("<case_number:number>/rujukan/<int:referral>/terima/", views.welcome, name="welcome"),
    path("<case_number:number>/rujukan/<int:referral>/tolak/", views.refuse, name="refuse"),
    path("<case_number:number>/rujukan/<int:referral>/selesai/", views.fulfil, name="fulfil"),
    path("<case_number:number>/rujukan/<int:referral>/tarik/", views.recall, name="recall"),
    path("<case_number:number>/pindah/", views.reassign, name="reassign"),
    path("<case_number:number>/pembaca/", views.name, name="name"),
    path("<case_number:number>/jaringan/", views.widen, name="widen"),
    path("<case_number:number>/setuju/", views.agree, name="agree"),
    path("<case_number:number>/kami-juga/", views.follow, name="follow"),
    path("<case_number:number>/kami-juga/berhenti/", views.leave, name="leave"),
    path("<case_number:number>/bantuan/", views.offer, name="offer"),
    path("<case_number:number>/bantuan/<int:help>/terima/", views.accept, name="accept"),
    path("<case_number:number>/bantuan/<int:help>/tolak/", views.decline, name="decline"),
    path("<case_number:number>/berkas/<int:file>/", views.file, name="file"),
]
