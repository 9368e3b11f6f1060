"""What an import of handovers found out besides the rows themselves."""

from collections import defaultdict
from dataclasses import dataclass, field

from kierto.domain.errors import N_
from kierto.services.imports.goods import Plausibility
from kierto.services.imports.result import ImportResult, row_list

NOTHING_IN_ROW = N_("Amount zero, so nothing to record: row %(rows)s.")
WITHOUT_CATEGORY = N_(
    "%(count)s rows name no category exactly; they are recorded as not yet classified: %(items)s."
)
WITHOUT_FACTOR = N_(
    "No emission factor is known for %(count)s items; it is shown as missing: %(items)s."
)
WITHOUT_WEIGHT = N_("%(count)s rows have no weight and are counted apart: row %(rows)s.")
_ITEMS_SHOWN = 30


@dataclass(slots=True)
class Findings:
    """Rows and items that the preview speaks of."""

    empty: list[int] = field(default_factory=list)
    unsorted: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    without_factor: dict[str, None] = field(default_factory=dict)
    without_weight: list[int] = field(default_factory=list)
    plausibility: Plausibility = field(default_factory=lambda: Plausibility("kg / t"))

    def tell(self, result: ImportResult) -> None:
        """Add them to the notes."""
        if self.empty:
            result.note(NOTHING_IN_ROW, rows=row_list(self.empty))
        if self.unsorted:
            count = sum(self.unsorted.values())
            result.note(WITHOUT_CATEGORY, count=count, items=_names(list(self.unsorted)))
        if self.without_factor:
            names = list(self.without_factor)
            result.note(WITHOUT_FACTOR, count=len(names), items=_names(names))
        if self.without_weight:
            rows = self.without_weight
            result.note(WITHOUT_WEIGHT, count=len(rows), rows=row_list(rows))
        self.plausibility.tell(result)


def _names(items: list[str]) -> str:
    shown = "; ".join(items[:_ITEMS_SHOWN])
    return shown if len(items) <= _ITEMS_SHOWN else f"{shown} …"
