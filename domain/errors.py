"""The family of errors that a person may see.

A layer below raises one of these with a stable `code` and the values a sentence needs; the sentence itself lives in the
texts module of the package that speaks (app, bot). Anything else that escapes is our bug.
"""

from collections.abc import Mapping


class RezayatError(Exception):
    """Something the person who runs or uses Rezayat can put right."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values: Mapping[str, object] = values

    def __str__(self) -> str:
        shown = ", ".join(f"{key}={value}" for key, value in self.values.items())
        return f"{self.code}({shown})"


class InputError(RezayatError):
    """A file, a row or an argument that cannot be used as it is."""


class ConfigurationError(RezayatError):
    """A setting, a key file or a model folder that is missing or wrong."""
