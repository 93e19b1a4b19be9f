"""`python -m klinik.web.cli` is the command `klinik`."""

import sys

from klinik.web.cli import main

sys.exit(main())
