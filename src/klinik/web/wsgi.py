"""The application as a WSGI server loads it."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from klinik.core.processes import leave_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "klinik.web.settings")

if os.environ.get("KLINIK_SERVED_BY"):
    leave_with_parent()

application = get_wsgi_application()

# What is loaded now lives as long as the process: no request waits while it is looked through.
gc.collect()
gc.freeze()
