"""The program as an ASGI server loads it."""

from klinik.core.processes import leave_with_parent
from klinik.web.live.app import made

leave_with_parent()
application = made()
