"""Files that appear whole or not at all."""

import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from domain.errors import InputError


@contextmanager
def beside(path: Path) -> Generator[Path, None, None]:
    """A path to write to, in a folder of its own beside `path`; on success what lies there replaces `path`.

    Raises InputError for a missing folder or a place that cannot be written.
    """
    try:
        folder = tempfile.TemporaryDirectory(prefix=".rezayat-", dir=path.parent)
    except FileNotFoundError:
        raise InputError("folder_missing", path=path.parent) from None
    except OSError as error:
        raise InputError("file_not_writable", path=path, reason=error.strerror) from error
    with folder as name:
        unfinished = Path(name) / path.name
        yield unfinished
        try:
            unfinished.replace(path)
        except OSError as error:
            raise InputError("file_not_writable", path=path, reason=error.strerror) from error
