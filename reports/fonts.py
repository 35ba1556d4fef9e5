"""The Persian font of everything drawn, from the package `fontpkg-noto-sans-arabic` (SIL Open Font Licence)."""

from functools import cache
from pathlib import Path
from typing import Final

import fontpkg_noto_sans_arabic
import vl_convert

FAMILY: Final = fontpkg_noto_sans_arabic.FAMILY
FOLDER: Final = Path(fontpkg_noto_sans_arabic.ROOT) / "files"


@cache
def register() -> None:
    """Make the font known to vl-convert, once per process; systems without Persian fonts draw boxes otherwise."""
    vl_convert.register_font_directory(str(FOLDER))
