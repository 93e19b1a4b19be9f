"""The code that only whoever runs the machine can know: the command line prints it."""

import base64

from django.utils.crypto import constant_time_compare, salted_hmac

LETTERS, GROUP = 12, 4  # 60 bits: nobody guesses them


def setup_code() -> str:
    """The code, made from the machine's secret key and kept nowhere: ABCD-EFGH-JKLM."""
    digest = salted_hmac("klinik.tenancy.setup", "code", algorithm="sha256").digest()
    letters = base64.b32encode(digest).decode()[:LETTERS]
    return "-".join(letters[at : at + GROUP] for at in range(0, LETTERS, GROUP))


def is_setup_code(typed: str) -> bool:
    """True for the code, however its letters were grouped."""
    plain = "".join(sign for sign in typed.upper() if sign.isascii() and sign.isalnum())
    return constant_time_compare(plain, setup_code().replace("-", ""))
