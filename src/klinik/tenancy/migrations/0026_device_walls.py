from django.conf import settings
from django.db import migrations

from klinik.core.operations import (
    TENANT,
    CompositeForeignKey,
    ForceRowLevelSecurity,
    KeepHistory,
    UniqueInTenant,
)

ROLE = settings.DATABASES["default"]["USER"]


class Migration(migrations.Migration):
    """Devices, PINs and their history are their koppontren's alone."""

    dependencies = [("tenancy", "0025_devices")]

    operations = [
        UniqueInTenant("tenancy_device"),
        CompositeForeignKey("tenancy_pin", "device_id", "tenancy_device"),
        ForceRowLevelSecurity("tenancy_device"),
        ForceRowLevelSecurity("tenancy_pin"),
        KeepHistory("tenancy_device", TENANT, role=ROLE),
        KeepHistory("tenancy_pin", TENANT, role=ROLE),
    ]
