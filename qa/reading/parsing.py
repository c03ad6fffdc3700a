"""pdfminer's parser, for objects whose ends are lost: a stream's, an object's, the file's.

A stream is as long as its dictionary says only where its end stands there; an object ends where
the next one begins.
"""

from __future__ import annotations

import io
import re
from typing import Any

from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFStream, dict_value, int_value
from pdfminer.psexceptions import PSEOF
from pdfminer.psparser import KWD

_OBJ, _TRAILER = KWD(b"obj"), KWD(b"trailer")
_ENDS = (b"endstream", b"endobj")
_NEXT = re.compile(rb"[\r\n]\d{1,9} \d{1,5} obj\b")  # where another object begins
_SPACE = b"\0\t\n\f\r "
_GAP = 64  # bytes between a stream's data and the word that ends it, at most


class Parser(PDFParser):
    """Reads the objects of a file, given as its bytes."""

    def __init__(self, data: bytes) -> None:
        super().__init__(io.BytesIO(data))
        self._data = data

    def do_keyword(self, pos: int, token: Any) -> None:
        """Takes a keyword: one that begins something else ends an object, as "endobj" does."""
        if token is self.KEYWORD_STREAM:
            self._take_stream(pos)
        elif token is _OBJ and len(self.curstack) > 2 and not self.context:
            self.pop(2)  # the number and the generation of the object that begins
            self._end_object()
        elif token in (self.KEYWORD_XREF, self.KEYWORD_STARTXREF, _TRAILER) and self.curstack:
            self._end_object()
        else:
            super().do_keyword(pos, token)

    def nextobject(self) -> Any:
        """The next object; at the file's end the one that was begun. Raises PSEOF for none."""
        try:
            return super().nextobject()
        except PSEOF:
            if self.context or not self.curstack:
                raise
            self._end_object()
            return self.results.pop(0)

    def _end_object(self) -> None:
        self.add_results(*self.pop(len(self.curstack)))

    def _take_stream(self, pos: int) -> None:
        popped = self.pop(1)
        attrs = dict_value(popped[0][1]) if popped else {}
        try:
            length = int_value(attrs.get("Length"))
        except (MemoryError, KeyboardInterrupt):
            raise
        except Exception:  # it may lead anywhere
            length = -1
        start = self._after_line_end(pos + len(b"stream"))
        end = self._end_of_stream(start, length)
        self.seek(end)
        assert self.doc is not None
        self.push((pos, PDFStream(attrs, self._data[start:end], self.doc.decipher)))

    def _after_line_end(self, at: int) -> int:
        """The place after spaces and one line end."""
        while self._data[at : at + 1] in (b" ", b"\t"):
            at += 1
        for end in (b"\r\n", b"\n", b"\r"):
            if self._data.startswith(end, at):
                return at + len(end)
        return at

    def _end_of_stream(self, start: int, length: int) -> int:
        """Where a stream's data end: as it says where its end stands there, else at its end."""
        if 0 <= length <= len(self._data) - start:
            after = self._data[start + length : start + length + _GAP].lstrip(_SPACE)
            if after.startswith(_ENDS):
                return start + length
        following = _NEXT.search(self._data, start)  # so that no stream takes the rest of a file
        last = following.start() if following else len(self._data)
        found = [at for end in _ENDS if (at := self._data.find(end, start, last)) >= 0]
        end = min(found, default=last)
        for line_end in (b"\r\n", b"\n", b"\r"):
            if self._data.endswith(line_end, start, end):
                return end - len(line_end)
        return end
