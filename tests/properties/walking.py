"""How many random steps are walked, and with which settings."""

import os

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from kierto.db import db
from tests.properties.exchange import Exchange, Start

STEPS = {"sqlite": 2400, "postgresql": 1200}
"""7,200 steps with both machines, most where they are quick; `make soak` walks many more."""

STEPS_OF_EXAMPLE = 120
EXAMPLES_AT_ONCE = 10

TIMES = int(os.environ.get("KIERTO_TEST_TIMES", "1"))
FIRST_SEED = int(os.environ.get("KIERTO_TEST_SEED", "0"))
SHRINKS = bool(os.environ.get("KIERTO_TEST_SHRINKS"))


def walk(machine: type[Exchange]) -> None:
    """Walk the machine on the database of this test, the same way for the same first seed."""
    wanted = STEPS[db.engine.dialect.name] * TIMES
    machine.start, Exchange.steps, Exchange.done = Start(), 0, 0
    number = FIRST_SEED
    while Exchange.steps < wanted:
        # Examples may end early, so steps are counted rather than examples.
        seed(number)(machine)
        run_state_machine_as_test(machine, settings=_settings())
        number += 1
    # A machine whose acts are nearly all refused would prove little.
    assert Exchange.done > Exchange.steps // 4, (Exchange.done, Exchange.steps)


def _settings() -> settings:
    return settings(
        max_examples=EXAMPLES_AT_ONCE,
        stateful_step_count=STEPS_OF_EXAMPLE,
        deadline=None,
        database=None,
        # Finding the shortest way to a failure takes minutes: it is asked for when needed.
        phases=(Phase.generate, Phase.shrink) if SHRINKS else (Phase.generate,),
        print_blob=True,
        suppress_health_check=list(HealthCheck),
    )
