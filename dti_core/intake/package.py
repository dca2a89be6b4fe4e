"""The parts of a workbook, unpacked and parsed as they stream by, within limits; nothing in them is ever followed.

Standard library only: expat, which refuses nothing by itself, so a document type is refused here.
"""

import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from typing import NoReturn
from xml.parsers import expat

from dti_core.intake.bounds import MOST_PARTS, MOST_TIMES_PACKED, MOST_UNPACKED, RATIO_FROM, Refusal

Start = Callable[[str, dict[str, str]], None]
_CHUNK = 1 << 16


class Package:
    """The parts of a zipped workbook by name, in either case; refused as a whole when it is no honest one."""

    def __init__(self, content: bytes) -> None:
        try:
            self.zip = zipfile.ZipFile(BytesIO(content))
            entries = self.zip.infolist()
        except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError) as error:
            raise Refusal("damaged_workbook", part="zip") from error
        self.unpacked = 0
        if len(entries) > MOST_PARTS:
            raise Refusal("zip_bomb", part=f"{len(entries)} ×")
        for entry in entries:
            if entry.flag_bits & 1:
                raise Refusal("password")
            times = entry.file_size / max(1, entry.compress_size)
            if entry.file_size > RATIO_FROM and times > MOST_TIMES_PACKED:
                raise Refusal("zip_bomb", part=entry.filename[:60])
        if sum(entry.file_size for entry in entries if _is_xml(entry.filename)) > MOST_UNPACKED:
            raise Refusal("zip_bomb", part=max(entries, key=lambda entry: entry.file_size).filename[:60])
        self.parts = {entry.filename.lstrip("/").lower(): entry for entry in entries}

    def __contains__(self, part: str) -> bool:
        return part.lower() in self.parts

    def parse(self, part: str, start: Start, end: Callable[[str], None], text: Callable[[str], None]) -> None:
        """Walk through a part: `start(name, attributes)`, `end(name)`, `text(characters)`, names without prefix; all
        but the root."""
        if part not in self:
            raise Refusal("damaged_workbook", part=part[:60])
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.buffer_size = _CHUNK

        def first(name: str, attributes: dict[str, str]) -> None:
            """The root: where it has a prefix, so have all the others, and each name is cut; no other call is spent."""
            if ":" in name:
                parser.StartElementHandler = lambda name, attributes: start(name.rpartition(":")[2], attributes)
                parser.EndElementHandler = lambda name: end(name.rpartition(":")[2])
            else:
                parser.StartElementHandler, parser.EndElementHandler = start, end

        def forbidden(*_: object) -> NoReturn:
            raise Refusal("entities", part=part[:60])

        parser.StartElementHandler, parser.CharacterDataHandler = first, text
        parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = forbidden
        try:
            with self.zip.open(self.parts[part.lower()]) as stream:
                while chunk := stream.read(_CHUNK):
                    self.unpacked += len(chunk)
                    if self.unpacked > MOST_UNPACKED:
                        raise Refusal("zip_bomb", part=part[:60])
                    parser.Parse(chunk, False)
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            if error.code == expat.errors.codes[expat.errors.XML_ERROR_NO_MEMORY]:
                raise MemoryError from error
            raise Refusal("damaged_workbook", part=part[:60]) from error
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
            raise Refusal("damaged_workbook", part=part[:60]) from error


def _is_xml(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels", ".vml"))
