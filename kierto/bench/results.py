"""What a measurement reports."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median


@dataclass(frozen=True, slots=True)
class Times:
    """Durations in seconds, told in milliseconds."""

    seconds: Sequence[float]

    @property
    def median_ms(self) -> float:
        return round(median(self.seconds) * 1000, 3)

    @property
    def p95_ms(self) -> float:
        ordered = sorted(self.seconds)
        return round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))] * 1000, 3)

    def document(self) -> dict[str, float]:
        """Median and 95th percentile."""
        return {"median_ms": self.median_ms, "p95_ms": self.p95_ms}


@dataclass(frozen=True, slots=True)
class Result:
    """Kierto and the anchor side by side; ``wrong`` counts answers in which they differ."""

    bench: str
    backend: str
    n: int
    kierto: Times
    anchor: Times
    anchor_name: str
    wrong: int
    compared: int
    more: dict[str, object] = field(default_factory=dict)

    @property
    def ratio(self) -> float:
        """Kierto's median as a share of the anchor's: below 1 is faster."""
        return round(self.kierto.median_ms / self.anchor.median_ms, 4)

    def document(self) -> dict[str, object]:
        """The JSON that the command prints."""
        return {
            "bench": self.bench,
            "backend": self.backend,
            "n": self.n,
            "kierto": self.kierto.document(),
            "anchor": {"name": self.anchor_name, **self.anchor.document()},
            "ratio": self.ratio,
            "wrong": self.wrong,
            "compared": self.compared,
            **self.more,
        }

    def sentence(self) -> str:
        """The line that the command prints."""
        return (
            f"{self.bench} on {self.backend}, {self.n} listings: Kierto {self.kierto.median_ms}"
            f" ms (p95 {self.kierto.p95_ms}), {self.anchor_name} {self.anchor.median_ms}"
            f" ms (p95 {self.anchor.p95_ms}); ratio {self.ratio}, wrong {self.wrong} of"
            f" {self.compared}"
        )
