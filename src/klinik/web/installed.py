"""What a telephone needs to keep the house as an app: its name and picture, and pages offline."""

import hashlib
import json

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from klinik.tenancy.setup.queries import Shown

# Kept on the telephone: what every page needs, and nothing that is about a person.
FILES = (
    "app.css",
    "app.js",
    "vendor/htmx.min.js",
    "icons.svg",
    "favicon.svg",
    "pattern.svg",
    "fonts/jakarta.woff2",
)
OF_APPS = (
    "collecting/collect.js",
    "sales/store.js",
    "sales/queue.js",
    "sales/till.js",
    "sales/till.css",
)
KEPT = ("web/offline.html", "collecting/app.html", "sales/app.html")  # pages that know nobody
ICONS = [
    ("icon-192.png", 192, "any"),
    ("icon-512.png", 512, "any"),
    ("mask-512.png", 512, "maskable"),
]


@require_safe
@cache_control(no_cache=True)
def manifest(request: HttpRequest) -> JsonResponse:
    """The app's name is the programme's own."""
    shown: Shown = getattr(request, "programme", Shown())
    icons = [
        {
            "src": static(f"klinik/app/{name}"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": purpose,
        }
        for name, size, purpose in ICONS
    ]
    content = {
        "id": "/",
        "name": f"{shown.short_name}, {shown.province}" if shown.province else shown.short_name,
        "short_name": shown.short_name,
        "description": _("The clinic and the digital finance system of pesantren cooperatives."),
        "lang": get_language(),
        "dir": "ltr",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f5f7f4",
        "theme_color": "#0b6b4b",
        "icons": icons,
        "shortcuts": [
            {"name": _("Search"), "url": reverse("web:search")},
            {"name": _("Cases"), "url": reverse("cases:list")},
            {"name": _("Sessions"), "url": reverse("sessions:list")},
            {"name": _("Inbox"), "url": reverse("people:inbox")},
            {"name": _("Collect savings"), "url": reverse("web:collecting")},
            {"name": _("Till"), "url": reverse("web:till")},
        ],
    }
    return JsonResponse(content, content_type="application/manifest+json")


@require_safe
@cache_control(no_cache=True)
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker; another version of any file or of the page makes it another worker."""
    files = [static(name) for name in (*(f"klinik/{name}" for name in FILES), *OF_APPS)]
    pages = [render_to_string(page, request=request) for page in KEPT]
    version = hashlib.sha256("\n".join([*files, *pages]).encode()).hexdigest()[:12]
    context = {
        "cache": json.dumps(f"klinik-{version}"),
        "files": json.dumps(files),
        "statics": json.dumps(static("klinik/app.css").rpartition("klinik/")[0]),
        "offline": json.dumps(reverse("web:offline")),
        "working": json.dumps([reverse("web:collecting"), reverse("web:till")]),
    }
    script = render_to_string("web/worker.js", context)
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")


@require_safe
@cache_control(no_cache=True)
def offline(request: HttpRequest) -> HttpResponse:
    """What an installed app shows without a line; it knows nobody."""
    return render(request, "web/offline.html")
