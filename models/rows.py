"""Labelled messages as training and evaluation see them. The text is masked and normalised: `app` wires that in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from domain.errors import InputError
from domain.labels import Driver, Kind, Sentiment

_YES: Final = {"true", "1", "yes"}
_NO: Final = {"false", "0", "no"}


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled message; a label that nobody gave is None and counts nowhere.

    `also_ok` are further agencies that a fair reader accepts, `mentions` the agencies whose names occur in the text,
    `register` and `origin` group the evaluation (how it is written; which data set it is from).
    """

    text: str
    sentiment: str | None = None
    agency: str | None = None
    also_ok: tuple[str, ...] = ()
    kind: str | None = None
    urgent: bool | None = None
    drivers: tuple[str, ...] | None = None
    service: str | None = None
    register: str | None = None
    origin: str | None = None
    mentions: tuple[str, ...] = ()

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> Self:
        """Read the labels of one row of a file; lists may be JSON lists or text with `;` or `,` between.

        Raises InputError for a label that is none of ours.
        """
        text = values.get("text")
        if text is None or not str(text).strip():
            raise InputError("row_without_text")
        return cls(
            text=str(text),
            sentiment=_label(values.get("sentiment") or values.get("label"), "sentiment", tuple(Sentiment)),
            agency=str(values["agency"]).strip() or None if values.get("agency") else None,
            also_ok=_list(values.get("also_ok")),
            kind=_label(values.get("kind"), "kind", tuple(Kind)),
            urgent=_truth(values.get("urgent")),
            drivers=_drivers(values.get("drivers")),
            service=str(values["service"]) if values.get("service") else None,
            register=str(values["register"]) if values.get("register") else None,
            origin=str(values["source"]) if values.get("source") else None,
        )


def _label(value: Any, column: str, known: tuple[str, ...]) -> str | None:
    text = str(value or "").strip()
    if not text:
        return None
    if text not in known:
        raise InputError("unknown_label", column=column, label=text, known=", ".join(known))
    return text


def _list(value: Any) -> tuple[str, ...]:
    parts = value if isinstance(value, list) else str(value or "").replace(",", ";").split(";")
    return tuple(str(part).strip() for part in parts if str(part).strip())


def _drivers(value: Any) -> tuple[str, ...] | None:
    if value is None or value == "":
        return None
    return tuple(_label(part, "drivers", tuple(Driver)) or "" for part in _list(value))


def _truth(value: Any) -> bool | None:
    text = str("" if value is None else value).strip().lower()
    if text in _YES:
        return True
    if text in _NO:
        return False
    if text:
        raise InputError("unknown_label", column="urgent", label=text, known="true, false")
    return None
