"""What the encoder reads: the one place where training and inference agree on it."""

from typing import Final

MAX_TOKENS: Final = 256
"""Longer messages are cut; a message of 150 words has about 280 tokens."""

MAX_CHARACTERS: Final = 4_000
"""No more than this is tokenised: MAX_TOKENS never reach further."""


def model_text(normalised: str) -> str:
    """The normalised message as the encoder sees it: Latin letters in lower case, cut to a bounded length."""
    return normalised[:MAX_CHARACTERS].lower()


HALF_SPACE: Final = "\u200c"
