"""What is recorded in the directory, one function per event."""

from klinik.directory.commands.checks import ask_pesantren, check_paper, verify_pesantren
from klinik.directory.commands.indicators import (
    add_indicator,
    describe_indicator,
    restore_indicator,
    retire_indicator,
)
from klinik.directory.commands.papers import add_paper, correct_paper, renew_paper
from klinik.directory.commands.pesantren import (
    choose_cover,
    describe_pesantren,
    name_contact,
    remove_cover,
)
from klinik.directory.commands.products import (
    add_photo,
    add_product,
    change_product,
    move_photo_first,
    remove_photo,
    restore_product,
    retire_product,
)
from klinik.directory.commands.readings import (
    check_reading,
    publish_readings,
    record_reading,
    report_reading,
    show_reading,
    withdraw_readings,
)
from klinik.directory.commands.sectors import (
    add_sector,
    rename_sector,
    restore_sector,
    retire_sector,
)

__all__ = [
    "add_indicator",
    "add_paper",
    "add_photo",
    "add_product",
    "add_sector",
    "ask_pesantren",
    "change_product",
    "check_paper",
    "check_reading",
    "choose_cover",
    "correct_paper",
    "describe_indicator",
    "describe_pesantren",
    "move_photo_first",
    "name_contact",
    "publish_readings",
    "record_reading",
    "remove_cover",
    "remove_photo",
    "rename_sector",
    "renew_paper",
    "report_reading",
    "restore_indicator",
    "restore_product",
    "restore_sector",
    "retire_indicator",
    "retire_product",
    "retire_sector",
    "show_reading",
    "verify_pesantren",
    "withdraw_readings",
]
