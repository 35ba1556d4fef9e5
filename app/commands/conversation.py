"""`rezayat bot` and `rezayat chat`: the conversation with citizens, in a messenger or in this terminal."""

import typer


def register(app: typer.Typer) -> None:
    """Add the commands."""
