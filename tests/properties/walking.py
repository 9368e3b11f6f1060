"""How many random steps are walked, and with which settings."""

import os

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from kierto.db import db
from tests.properties.exchange import Exchange, Start

STEPS = 200
"""Steps of one example."""

EXAMPLES = {"sqlite": 48, "postgresql": 6}
"""21,600 steps with both machines, most where they are quick; `make soak` walks many more."""

TIMES = int(os.environ.get("KIERTO_TEST_TIMES", "1"))
SHRINKS = bool(os.environ.get("KIERTO_TEST_SHRINKS"))


def walk(machine: type[Exchange]) -> None:
    """Walk the machine on the database of this test."""
    examples = EXAMPLES[db.engine.dialect.name] * TIMES
    machine.start, Exchange.steps, Exchange.done = Start(), 0, 0
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            # Finding the shortest way to a failure takes minutes: it is asked for when needed.
            phases=(Phase.generate, Phase.shrink) if SHRINKS else (Phase.generate,),
            print_blob=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
    # Some examples end early.
    told = f"{Exchange.steps} steps, {Exchange.done} of them changed something"
    assert Exchange.steps > examples * STEPS * 9 // 10, told
    # A machine whose acts are nearly all refused would prove little.
    assert Exchange.done > Exchange.steps // 3, told
