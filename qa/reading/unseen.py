"""What a page's contents hold and its reader does not see: layers that are switched off, letters
in white on white, letters that are not painted.

Letters that are not painted are kept where a picture lies over them: so OCR's text lies in a scan.
Where white letters stand on anything painted before them, they are seen. What lies *under* a later
box is kept: whether the box hides it is not sure.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pdfminer.pdfcolor import PDFColorSpace
from pdfminer.pdfinterp import PDFPageInterpreter
from pdfminer.pdftypes import PDFObjRef, dict_value, list_value, resolve1
from pdfminer.psparser import LIT, PSLiteral, literal_name
from pdfminer.utils import decode_text

from qa.reading.limits import Device
from qa.reading.losses import Box

WHITE = 0.98  # of a colour's parts, where 1 is white
PAINTED_OVER = (
    3_000  # boxes and pictures of a page that are looked at for what lies under letters …
)
MOST_LOOKS = 5_000_000  # … and how often one is, on a page; past that, letters are seen
THICK = 2.0  # points to either side: letters stand on no thinner line
NOT_PAINTED = 3  # the mode of text that is neither filled nor stroked
FILLED = (0, 4)
PLAIN = ("DeviceGray", "DeviceRGB", "DeviceCMYK", "CalGray", "CalRGB", "ICCBased")
_LAYER = LIT("OC")
_USUAL_FONT = {"Subtype": LIT("Type1"), "BaseFont": LIT("Helvetica")}
_NO_ANSWER = (MemoryError, KeyboardInterrupt)


def hidden_layers(catalog: dict[Any, Any]) -> frozenset[int]:
    """The ids of the optional content groups that are off when the file is opened (14.11.4)."""
    try:
        options = dict_value(catalog["OCProperties"])
        usual = dict_value(options.get("D", {}))
        off = _ids(usual.get("OFF"))
        if resolve1(usual.get("BaseState")) == LIT("OFF"):
            off |= _ids(options.get("OCGs")) - _ids(usual.get("ON"))
        return frozenset(off)
    except _NO_ANSWER:
        raise
    except Exception:  # no layers, or none that can be told
        return frozenset()


def _ids(groups: object) -> set[int]:
    return {ref.objid for ref in list_value(groups or []) if isinstance(ref, PDFObjRef)}


class Interpreter(PDFPageInterpreter):
    """Runs a page's contents, and tells the device which layers and texts its marks are about."""

    device: Painter

    def do_BDC(self, tag: Any, props: Any) -> None:
        """Begins a marked part, with its properties themselves where they are named."""
        if isinstance(tag, PSLiteral):
            if isinstance(props, PSLiteral):
                props = self._resource("Properties", props)
            self.device.begin_tag(tag, props)

    def do_Do(self, xobjid_arg: Any) -> None:
        """Shows a picture or a form, unless its layer is off."""
        self.device.begin_tag(_LAYER, self._layer_of(xobjid_arg))
        try:
            super().do_Do(xobjid_arg)
        finally:
            self.device.end_tag()

    def do_Tf(self, fontid: Any, fontsize: Any) -> None:
        """Sets the font; for one that the file has not, the one that viewers take."""
        if isinstance(fontid, PSLiteral) and fontid.name not in self.fontmap:
            self.fontmap[fontid.name] = self.rsrcmgr.get_font(None, _USUAL_FONT)
        super().do_Tf(fontid, fontsize)

    def do_cs(self, name: Any) -> None:
        """Sets the colours' space; an unknown one is no longer the one before."""
        if isinstance(name, PSLiteral) and name.name not in self.csmap:
            self.graphicstate.ncs = PDFColorSpace("unknown", 1)
        else:
            super().do_cs(name)

    def do_sh(self, name: object) -> None:
        """Paints a shading over what is not clipped away: all that follows may stand on it."""
        self.device.shaded = True

    def _layer_of(self, name: Any) -> object:
        try:
            return resolve1(self.xobjmap[literal_name(name)]).attrs.get("OC")
        except _NO_ANSWER:
            raise
        except Exception:
            return None

    def _resource(self, kind: str, name: PSLiteral) -> object:
        try:
            return dict_value(self.resources[kind]).get(name.name)
        except _NO_ANSWER:
            raise
        except Exception:
            return None


class Painter(Device):
    """Lays a page out without what is switched off; marks letters as ``faint`` or ``unpainted``.

    A run of signs that its font does not name is given the text that the file says it stands for
    (``ActualText``).
    """

    def __init__(self, resources: Any, off: frozenset[int] = frozenset()) -> None:
        super().__init__(resources)
        self.shaded = False
        self._off = off
        self._marks: list[tuple[bool, str | None, list[Any]]] = []  # hidden, its text, its letters
        self._hidden = 0
        self._mode = 0

    def begin_tag(self, tag: PSLiteral, props: object = None) -> None:
        """Begins a marked part."""
        hidden, text = False, None
        try:
            if tag == _LAYER:
                hidden = self._is_off(props)
            else:
                text = _actual_text(props)
        except _NO_ANSWER:
            raise
        except Exception:  # properties that lead nowhere hide nothing
            hidden = False
        self._hidden += hidden
        self._marks.append((hidden, text, []))

    def end_tag(self) -> None:
        """Ends the marked part begun last."""
        if self._marks:
            hidden, text, letters = self._marks.pop()
            self._hidden -= hidden
            if text and any(letter.get_text().startswith("(cid:") for letter in letters):
                _say(letters, text)

    def _is_off(self, layer: object) -> bool:
        if isinstance(layer, PDFObjRef) and layer.objid in self._off:
            return True
        found = resolve1(layer) if self._off else None
        if not isinstance(found, dict) or "OCGs" not in found:
            return False
        groups = found["OCGs"]
        members = [groups] if isinstance(groups, PDFObjRef) else list_value(groups)
        off = [isinstance(one, PDFObjRef) and one.objid in self._off for one in members]
        policy = {"AllOn": any(off), "AnyOff": not any(off), "AllOff": not all(off)}
        named = resolve1(found.get("P"))
        name = named.name if isinstance(named, PSLiteral) else ""
        return bool(off) and policy.get(str(name), all(off))

    def render_string(self, textstate: Any, seq: Any, ncs: Any, graphicstate: Any) -> None:
        """Lays out a string, its mode of painting known."""
        self._mode = textstate.render
        super().render_string(textstate, seq, ncs, graphicstate)

    def render_char(self, *values: Any, **named: Any) -> Any:
        """Lays out a letter; one that is switched off only moves on."""
        advance = super().render_char(*values, **named)
        item: Any = self.cur_item._objs[-1]
        if self._hidden:
            self.cur_item._objs.pop()
            return advance
        state = values[-1]
        item.faint = self._mode in FILLED and is_white(state.ncolor, state.ncs.name)
        item.unpainted = self._mode == NOT_PAINTED
        if self._marks and self._marks[-1][1]:
            self._marks[-1][2].append(item)
        return advance

    def render_image(self, name: str, stream: Any) -> None:
        """Lays out a picture that is not switched off."""
        if not self._hidden:
            super().render_image(name, stream)

    def paint_path(self, gstate: Any, stroke: bool, fill: bool, evenodd: bool, path: Any) -> None:
        """Lays out a path that is not switched off."""
        if self._hidden:
            return
        before = len(self.cur_item._objs)
        super().paint_path(gstate, stroke, fill, evenodd, path)
        white = is_white(gstate.ncolor, gstate.ncs.name)
        thick = 0.0 if is_white(gstate.scolor, gstate.scs.name) else self._half_width(gstate)
        made: list[Any] = self.cur_item._objs[before:]
        for item in made:
            item.white = white
            item.thick = thick if stroke else 0.0

    def _half_width(self, gstate: Any) -> float:
        """Points that a line reaches to either side; an odd matrix makes it wider, not thinner."""
        scale = max(map(abs, self.ctm[:4]))
        return float(abs(gstate.linewidth) * scale / 2)


def is_white(color: object, space: str) -> bool:
    """Is a colour white, by its one, three or four parts (grey, RGB, CMYK)?

    A full tint of a spot colour is 1 too: of a space that is not plain nothing is said.
    """
    if space not in PLAIN:
        return False
    parts = color if isinstance(color, (list, tuple)) else (color,)
    if not parts or not all(isinstance(part, (int, float)) for part in parts):
        return False
    if len(parts) == 4:
        return all(part <= 1 - WHITE for part in parts)
    return len(parts) in (1, 3) and all(part >= WHITE for part in parts)


def _actual_text(props: object) -> str | None:
    found = resolve1(props) if isinstance(props, PDFObjRef) else props
    if not isinstance(found, dict):
        return None
    text = resolve1(found.get("ActualText"))
    return decode_text(text) if isinstance(text, bytes) else None


def _say(letters: Sequence[Any], text: str) -> None:
    """Gives letters of one line the text they stand for, all of it in the first one's place."""
    first, last = letters[0], letters[-1]
    if abs(first.y0 - last.y0) > first.size or last.x1 <= first.x0:
        return
    first._text = text
    first.set_bbox((first.x0, first.y0, last.x1, first.y1))
    for other in letters[1:]:
        other._text = ""


class Ground:
    """What was painted on a page so far, as far as it shows what letters stand on."""

    def __init__(self) -> None:
        self._painted: list[tuple[Box, bool]] = []  # the box, and whether it is white
        self.pictures: list[Box] = []
        self._looks = 0

    def paint(self, box: Box, white: bool) -> None:
        """Takes note of a filled box."""
        self._painted.append((box, white))

    def draw(self, box: Box, thick: float) -> None:
        """Takes note of a line that is no white one and reaches so far to either side, in points.

        White letters may stand on it: some programs draw the bar under a title so.
        """
        if thick >= THICK:
            x0, y0, x1, y1 = box
            self.paint((x0 - thick, y0 - thick, x1 + thick, y1 + thick), False)

    def show(self, box: Box) -> None:
        """Takes note of a picture."""
        self.pictures.append(box)
        self._painted.append((box, False))

    def is_white_at(self, box: Box) -> bool:
        """Is the paper, or a white box, under a letter? (False where too much was painted.)"""
        if self._is_too_much(len(self._painted)):
            return False
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        for (left, bottom, right, top), white in reversed(self._painted):
            if left <= x <= right and bottom <= y <= top:
                return white
        return True

    def has_picture_at(self, box: Box) -> bool:
        """Does a picture lie where a letter stands? (True where there are too many.)"""
        if self._is_too_much(len(self.pictures)):
            return True
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        return any(
            left <= x <= right and bottom <= y <= top for left, bottom, right, top in self.pictures
        )

    def _is_too_much(self, boxes: int) -> bool:
        """Are there more boxes to look at than a page may ask for?"""
        self._looks += boxes
        return boxes > PAINTED_OVER or self._looks > MOST_LOOKS
