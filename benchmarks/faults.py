"""What kill -9 does to the bot: it is killed at random moments while people write, and started again.

    python benchmarks/faults.py [--quick]

The last line is a JSON object: kills; lost and doubled feedbacks, messages, ratings and states (both must be 0); resent
replies (at most one a kill).
"""

import argparse
import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Final

from tests.support.bot_process import BotProcess
from tests.support.burst import Burst, Outcome
from tests.support.stand import TOKEN, Stand

KILLS: Final = 20
QUICK_KILLS: Final = 4
PEOPLE: Final = 10
"""Who write in each round, five messages each."""


def measure(kills: int, folder: Path) -> Outcome:
    """Kill the bot so many times and count."""
    with Stand() as stand, BotProcess(stand.root, folder, TOKEN) as bot:
        burst = Burst(stand, bot)
        for number in range(1, kills + 1):
            burst.round(PEOPLE)
            print(f"kill {number} of {kills}", flush=True)
        return burst.finish()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_KILLS} kills in the place of {KILLS}")
    kills = QUICK_KILLS if parser.parse_args().quick else KILLS
    with tempfile.TemporaryDirectory() as folder:
        outcome = measure(kills, Path(folder))
    print(f"{kills * PEOPLE} people, {outcome.kills} kills:")
    print(
        f"  lost {outcome.lost}, doubled {outcome.doubled}, replies repeated {outcome.resent}, missing {outcome.replies_missing}"
    )
    print(json.dumps(asdict(outcome)))
    return 0 if outcome.lost == outcome.doubled == 0 and outcome.resent <= outcome.kills else 1


if __name__ == "__main__":
    sys.exit(main())
