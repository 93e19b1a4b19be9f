"""To which activity of the cash flow statement an account usually belongs; pure."""

LASTING = (
    "tanah",
    "gedung",
    "bangunan",
    "kendaraan",
    "mobil",
    "motor",
    "mesin",
    "peralatan",
    "inventaris",
    "komputer",
    "tetap",
    "investasi",
)
LESSENS = ("akumulasi", "penyusutan", "penyisihan")


def usual_activity(kind: str, name: str) -> str:
    """Capital is financing, what is used for years is investing, all else is daily business.

    As PSAK 207 divides them; what lessens an asset (depreciation) is no cash and stays operating.
    """
    words = name.casefold()
    if kind == "equity":
        return "financing"
    is_lasting = any(word in words for word in LASTING)
    if kind == "asset" and is_lasting and not any(word in words for word in LESSENS):
        return "investing"
    return "operating"
