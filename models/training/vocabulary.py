"""Cut a multilingual vocabulary down to what Iranian citizens type.

multilingual-e5-small knows 250,000 pieces in a hundred languages; its embedding table alone would be 96 MB in int8.
Persian text uses some ten thousand of them.
"""

import json
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from tokenizers import Tokenizer

KEEP_FIRST: Final = 4
"""<s>, <pad>, </s>, <unk> keep their places."""
_SHORT_LATIN: Final = 3
"""Latin pieces up to this length are all kept, so that Finglish never seen in training still splits well."""
_SPACE: Final = "▁"


def kept_pieces(tokenizer: Tokenizer, texts: Iterable[str]) -> list[int]:
    """Ids of the pieces to keep, in ascending order: every Arabic-script one and all that the texts use."""
    pieces = [piece for piece, _ in json.loads(tokenizer.to_str())["model"]["vocab"]]
    keep = set(range(KEEP_FIRST)) | {at for at, piece in enumerate(pieces) if _always(piece)}
    batch: list[str] = []
    for text in texts:
        batch.append(text)
        if len(batch) == 2_000:
            keep |= _used(tokenizer, batch)
            batch.clear()
    keep |= _used(tokenizer, batch)
    mask = len(pieces) - 1 if pieces[-1] == "<mask>" else None
    return sorted(keep | ({mask} if mask is not None else set()))


def trimmed_tokenizer(tokenizer: Tokenizer, keep: list[int]) -> Tokenizer:
    """A tokenizer whose piece `keep[i]` has become number i."""
    spec: dict[str, Any] = json.loads(tokenizer.to_str())
    number = {old: new for new, old in enumerate(keep)}
    vocabulary = spec["model"]["vocab"]
    spec["model"]["vocab"] = [vocabulary[old] for old in keep]
    spec["model"]["unk_id"] = number[spec["model"]["unk_id"]]
    spec["added_tokens"] = [
        {**token, "id": number[token["id"]]} for token in spec["added_tokens"] if token["id"] in number
    ]
    special = spec["post_processor"].get("special_tokens", {})
    for token in special.values():
        token["ids"] = [number[old] for old in token["ids"]]
    spec["truncation"] = None
    spec["padding"] = None
    return Tokenizer.from_str(json.dumps(spec))


def save_tokenizer(tokenizer: Tokenizer, folder: Path) -> None:
    """Write `tokenizer.json` into a model folder."""
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)


def _used(tokenizer: Tokenizer, texts: list[str]) -> set[int]:
    return {piece for encoding in tokenizer.encode_batch(texts) for piece in encoding.ids}


def _always(piece: str) -> bool:
    bare = piece.removeprefix(_SPACE)
    if not bare or (len(bare) == 1 and ord(bare) < 0x2100):
        return len(bare) == 0 or bare.isascii() or _arabic(bare)
    if all(_arabic(char) for char in bare):
        return True
    return bare.isascii() and bare.isalpha() and bare.islower() and len(bare) <= _SHORT_LATIN


def _arabic(char: str) -> bool:
    return "\u0600" <= char <= "\u06ff" or char == "\u200c" or unicodedata.name(char, "").startswith("ARABIC")
