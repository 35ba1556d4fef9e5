"""How a failure is named in logs and in the tables: by its kind and place, never by its message, which may quote people."""

import traceback
from pathlib import Path


def name(error: BaseException) -> str:
    """The kind of the error, of its cause, and where it arose: «NetworkError (ConnectError) at poller.py:41»."""
    frames = traceback.extract_tb(error.__traceback__)
    cause = f" ({type(error.__cause__).__name__})" if error.__cause__ else ""
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return type(error).__name__ + cause + place
