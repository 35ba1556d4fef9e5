"""A trained model on disk: what lies in its folder and how we know that it is whole.

manifest.json           labels, agencies, calibration, versions, sha256 of every other file
tokenizer.json          trimmed SentencePiece vocabulary (tokenizers format)
encoder/                int8 encoder (CTranslate2 format)
lexical.npz             the linear half: letter n-grams and their weights
heads.npz               numpy arrays of the heads and description vectors, no pickles
README.md               the model card
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Self

from domain.errors import ConfigurationError

FORMAT: Final = 2
SHIPPED: Final = Path(__file__).parent / "artefacts"
_MANIFEST: Final = "manifest.json"


@dataclass(frozen=True, slots=True)
class HeldOut:
    """How the sentiment classifier does on held-out messages, as counts.

    Of `satisfied` messages `found` were called positive; of `dissatisfied` ones `mistaken` were. Messages that a person or
    the model calls neutral are left out. The indicators correct for exactly these errors.
    """

    satisfied: int
    found: int
    dissatisfied: int
    mistaken: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """Numbers fitted on held-out messages of the very file that ships.

    Temperatures divide logits; `none` is added to the logit of that agency column before, `newcomer` to those of agencies that
    the artefact was never trained on; `urgent` and `review` are thresholds
    on probabilities, `drivers` on logits.
    """

    sentiment: float
    kind: float
    agency: float
    none: float
    newcomer: float
    service: float
    urgent: float
    review: float
    drivers: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything about an artefact that is not a weight."""

    name: str
    version: str
    created: str
    base: str
    licence: str
    layers: int
    normaliser_version: str
    sentiments: tuple[str, ...]
    kinds: tuple[str, ...]
    drivers: tuple[str, ...]
    agencies: tuple[str, ...]
    services: tuple[str, ...]
    """`agency/service` of each service column"""
    description_hashes: tuple[str, ...]
    """of the agencies, then of the services"""
    calibration: Calibration
    held_out: HeldOut
    files: dict[str, str]
    format: int = FORMAT

    @property
    def model_version(self) -> str:
        """The name under which predictions of this model are stored."""
        return f"{self.name}-{self.version}"

    def write(self, folder: Path) -> None:
        """Write the manifest beside the files it describes."""
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1)
        (folder / _MANIFEST).write_text(text + "\n", encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read and check a folder: right format, every file there and unchanged.

        Raises ConfigurationError when the folder is missing, half-downloaded or altered.
        """
        try:
            values: dict[str, Any] = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise ConfigurationError("model_missing", path=folder) from None
        except ValueError:
            raise ConfigurationError("model_damaged", path=folder, file=_MANIFEST) from None
        if values.get("format") != FORMAT:
            raise ConfigurationError("model_format", path=folder, found=values.get("format"), wanted=FORMAT)
        for name, digest in values["files"].items():
            if not (folder / name).is_file() or sha256(folder / name) != digest:
                raise ConfigurationError("model_damaged", path=folder, file=name)
        return cls._from_values(values)

    @classmethod
    def _from_values(cls, values: dict[str, Any]) -> Self:
        for name in ("sentiments", "kinds", "drivers", "agencies", "services", "description_hashes"):
            values[name] = tuple(values[name])
        calibration = values.pop("calibration")
        calibration["drivers"] = tuple(calibration["drivers"])
        held_out = HeldOut(**values.pop("held_out"))
        return cls(calibration=Calibration(**calibration), held_out=held_out, **values)


def sha256(path: Path) -> str:
    """The hexadecimal SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def file_hashes(folder: Path) -> dict[str, str]:
    """sha256 of every file of an artefact except the manifest, by path inside the folder."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != _MANIFEST)
    return {path.relative_to(folder).as_posix(): sha256(path) for path in paths}


def shipped_model() -> Path:
    """The folder of the model that comes with the project."""
    folders = sorted(path for path in SHIPPED.iterdir() if (path / _MANIFEST).exists()) if SHIPPED.is_dir() else []
    if not folders:
        raise ConfigurationError("model_missing", path=SHIPPED)
    return folders[-1]
