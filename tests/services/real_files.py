"""Files that people of this trade made, kept outside the project."""

import os
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]


def folder() -> Path | None:
    """KIERTO_SHARED, or `shared` in a folder above the checkout; None where there is neither."""
    named = os.environ.get("KIERTO_SHARED")
    candidates = [Path(named)] if named else [parent / "shared" for parent in CHECKOUT.parents]
    return next((found / "real" for found in candidates if (found / "real").is_dir()), None)
