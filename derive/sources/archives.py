"""Archives: which files lie in them, and their bytes, within limits.  Nothing is written, no path is followed."""

from __future__ import annotations

import io
import zipfile
import zlib

from derive.sources.passage import NotText

LARGEST_MEMBER = 32_000_000
"""Bytes of one file within an archive, unpacked."""
MOST_MEMBERS = 2_000
STEEPEST = 200
"""How many times its packed size a file may have; text packs to a tenth."""
PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ENCRYPTED = 1
"""The flag of a member that needs a password."""
FREE = 1_000_000
"""Bytes for which that is not asked."""


class Archive:
    """A zip archive in memory.  Errors: `NotText` for a damaged one and for members beyond the limits."""

    def __init__(self, data: bytes) -> None:
        try:
            self.file = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError):
            raise NotText("the archive is damaged; save the document again, or hand in a PDF") from None
        if len(self.file.infolist()) > MOST_MEMBERS:
            raise NotText(f"the archive has more than {MOST_MEMBERS} files; expected one submission")
        self.names = [each.filename for each in self.file.infolist()]

    def __contains__(self, name: str) -> bool:
        return name in self.names

    def read(self, name: str) -> bytes:
        if name not in self:
            raise NotText("the document is not complete: a part of it is missing; save it again")
        info = self.file.getinfo(name)
        if info.compress_type not in PACKED:
            raise NotText("the archive is packed in a way that office programs do not use; save the document anew")
        if info.flag_bits & ENCRYPTED:
            raise NotText("the document is locked by a password; save it without one")
        if info.file_size > LARGEST_MEMBER or info.file_size > max(FREE, STEEPEST * info.compress_size):
            raise NotText(f"a part of the archive unpacks to {info.file_size} bytes; that is beyond the limit")
        try:
            with self.file.open(info) as member:
                found = member.read(LARGEST_MEMBER + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError):
            raise NotText("the archive is damaged; save the document anew") from None
        if len(found) > LARGEST_MEMBER:
            raise NotText(f"a part of the archive has more than {LARGEST_MEMBER} bytes")
        return found
