"""6.2 without fonts: content streams, colours, graphics states, pictures, transparency."""

from __future__ import annotations

from collections.abc import Iterator

from pypdf.generic import ArrayObject, DictionaryObject, StreamObject

from tests.reports.pdf_a.content import OPERANDS, Content
from tests.reports.pdf_a.file import File, Obj, entry, follow, listed, own, with_key
from tests.reports.pdf_a.rules import Find, forbid, rule
from tests.reports.pdf_a.syntax import name_of

_INTENTS = frozenset("/RelativeColorimetric /AbsoluteColorimetric /Perceptual /Saturation".split())
_BLENDING = frozenset(
    f"/{name}"
    for name in (
        "Normal Compatible Multiply Screen Overlay Darken Lighten ColorDodge ColorBurn HardLight SoftLight "
        "Difference Exclusion Hue Saturation Color Luminosity"
    ).split()
)
_KINDS = {"Font": ("Tf",), "XObject": ("Do",), "ExtGState": ("gs",), "Shading": ("sh",)}
_DEVICE_OPERATORS = {"DeviceGray": ("g", "G"), "DeviceRGB": ("rg", "RG"), "DeviceCMYK": ("k", "K")}
_DEVICE_SHORT = {"DeviceGray": "G", "DeviceRGB": "RGB", "DeviceCMYK": "CMYK"}
_PAIRS = (("q", "Q"), ("BT", "ET"), ("BMC BDC", "EMC"), ("BI", "EI"))
_CHANNELS = {b"GRAY": 1, b"RGB ": 3, b"Lab ": 3, b"CMYK": 4}


@rule("6.2.2-1")
def known_operators(file: File) -> Iterator[str]:
    """A content stream has the operators of ISO 32000-1 and no others."""
    for content in file.contents:
        for operation in content.operations:
            if operation.operator not in OPERANDS:
                yield f"{content.place}: {operation.operator}"


@rule("6.2.2")
def operands(file: File) -> Iterator[str]:
    """An operator has as many operands as ISO 32000-1 gives it."""
    for content in file.contents:
        for operation in content.operations:
            count = OPERANDS.get(operation.operator)
            if count is not None and count != operation.operands:
                yield f"{content.place}: {operation.operator}"


@rule("6.2.2:pairs")
def pairs(file: File) -> Iterator[str]:
    """Graphics states, texts, marked parts and inline pictures that begin also end, and none ends unbegun."""
    for content in file.contents:
        for opening, closing in _PAIRS:
            depth = 0
            for operation in content.uses(*opening.split(), closing):
                depth += -1 if operation.operator == closing else 1
                if depth < 0:
                    yield f"{content.place}: {closing}"
                    break
            if depth > 0:
                yield f"{content.place}: {opening}"


@rule("6.2.2-2")
def resources(file: File) -> Iterator[str]:
    """What a content stream names stands in resources of its own."""
    for content in file.contents:
        for kind, name in _named(content):
            group = entry(content.resources, f"/{kind}") if content.resources is not None else None
            if group is None or f"/{name}" not in group:
                yield f"{content.place}: /{name}"


def _named(content: Content) -> Iterator[tuple[str, str]]:
    """Kind and name of each thing that a content stream takes from its resources."""
    for kind, operators in _KINDS.items():
        yield from ((kind, operation.name()) for operation in content.uses(*operators))
    for operation in content.uses("cs", "CS"):
        if operation.name() not in (*_DEVICE_OPERATORS, "Pattern"):
            yield "ColorSpace", operation.name()
    for operation in content.uses("scn", "SCN"):
        if operation.tokens and operation.tokens[-1].kind == "name":
            yield "Pattern", operation.name(-1)
    for operation in content.uses("BDC", "DP"):
        if len(operation.tokens) == 2:
            yield "Properties", operation.name(1)


def _intents(file: File) -> list[DictionaryObject]:
    return listed(entry(file.root, "/OutputIntents"))


def _output_space(file: File) -> bytes | None:
    """The colour space of the output intent for PDF/A."""
    for intent in _intents(file):
        profile = entry(intent, "/DestOutputProfile")
        if entry(intent, "/S") == "/GTS_PDFA1" and profile is not None:
            return bytes(profile.get_data()[16:20])
    return None


def _icc_is_sound(profile: StreamObject, classes: tuple[bytes, ...], spaces: tuple[bytes, ...]) -> bool:
    """Whether a profile has a sound head, an admitted class and space, and the channels that it says."""
    icc = profile.get_data()
    space = icc[16:20]
    return (
        int.from_bytes(icc[:4], "big") == len(icc)
        and icc[36:40] == b"acsp"
        and icc[8] < 5
        and icc[12:16] in classes
        and space in spaces
        and entry(profile, "/N") == _CHANNELS[space]
    )


@rule("6.2.3")
def one_output_intent(file: File) -> Iterator[str]:
    """There is one output intent, for PDF/A, with a profile of red, green and blue."""
    if [entry(intent, "/S") for intent in _intents(file)] != ["/GTS_PDFA1"] or _output_space(file) != b"RGB ":
        yield "catalog"


@rule("6.2.3-1")
def output_profile(file: File) -> Iterator[str]:
    """The output profile is one of a printer or a screen, of version 4 at most, for grey, RGB or CMYK."""
    for intent in _intents(file):
        profile = entry(intent, "/DestOutputProfile")
        if profile is not None and not _icc_is_sound(
            profile, (b"prtr", b"mntr"), (b"GRAY", b"RGB ", b"CMYK")
        ):
            yield "catalog"


@rule("6.2.3-2")
def same_profile(file: File) -> Iterator[str]:
    """All output intents refer to one profile."""
    profiles = [
        intent.raw_get("/DestOutputProfile") for intent in _intents(file) if "/DestOutputProfile" in intent
    ]
    if len({getattr(profile, "idnum", None) for profile in profiles}) > 1:
        yield "catalog"


@rule("6.2.3-3")
def profile_inside(file: File) -> Iterator[str]:
    """No output intent refers to a profile outside the file."""
    yield from with_key(file.dictionaries, "/DestOutputProfileRef")


def _arrays(item: Obj) -> Iterator[ArrayObject]:
    if isinstance(item, ArrayObject):
        yield item
    if isinstance(item, ArrayObject | DictionaryObject):
        for value in item.values() if isinstance(item, DictionaryObject) else item:
            yield from _arrays(value)


def _spaces(file: File, *families: str) -> Iterator[tuple[str, ArrayObject]]:
    """Colour spaces written as arrays that begin with the name of their family."""
    for number in file.starts:
        for array in _arrays(file.reader.get_object(number)):
            if array and array[0] in families:
                yield f"object {number}", array


@rule("6.2.4.2-1")
def icc_colours(file: File) -> Iterator[str]:
    """The profile of a colour space has a sound head, and as many channels as it says."""
    classes = (b"prtr", b"mntr", b"scnr", b"spac")
    for place, array in _spaces(file, "/ICCBased"):
        if not _icc_is_sound(follow(array[1]), classes, tuple(_CHANNELS)):
            yield place


@rule("6.2.4.2-2")
def overprint(file: File) -> Iterator[str]:
    """No graphics state prints inks over each other in mode 1."""
    for place, state in file.resources("/ExtGState"):
        if entry(state, "/OPM") == 1:
            yield place


def _device(file: File, name: str) -> Iterator[str]:
    """Where a colour space without a profile is used, by its name or by an operator."""
    for place, token in file.all_tokens:
        if token.kind == "name" and name_of(token) == name.encode():
            yield place
    for content in file.contents:
        if any(content.uses(*_DEVICE_OPERATORS[name])):
            yield content.place
        for operation in content.uses("ID"):
            if any(t.kind == "name" and name_of(t) == _DEVICE_SHORT[name].encode() for t in operation.tokens):
                yield content.place


@rule("6.2.4.3-2")
def device_rgb(file: File) -> Iterator[str]:
    """RGB without a profile needs an output intent of RGB."""
    if _output_space(file) != b"RGB ":
        yield from _device(file, "DeviceRGB")


@rule("6.2.4.3-3")
def device_cmyk(file: File) -> Iterator[str]:
    """Inks without a profile need an output intent of inks."""
    if _output_space(file) != b"CMYK":
        yield from _device(file, "DeviceCMYK")


@rule("6.2.4.3-4")
def device_grey(file: File) -> Iterator[str]:
    """Grey without a profile needs an output intent."""
    if _output_space(file) is None:
        yield from _device(file, "DeviceGray")


@rule("6.1.13-9", "6.2.4.4-1", "6.2.4.4-2")
def spot_colours(file: File) -> Iterator[str]:
    """The file has no spot colours."""
    yield from (place for place, _ in _spaces(file, "/Separation", "/DeviceN"))


def _has(kind: str, key: str, *allowed: Obj) -> Find:
    """Places of the things that resources name, with a key of another value than those allowed."""

    def places(file: File) -> Iterator[str]:
        for place, item in file.resources(kind):
            if isinstance(item, DictionaryObject) and entry(item, key) not in (None, *allowed):
                yield place

    return places


def _halftones(file: File) -> Iterator[tuple[str, DictionaryObject]]:
    return (
        (place, item)
        for place, item in file.dictionaries
        if "/HalftoneType" in item or "/HalftoneName" in item
    )


@rule("6.2.5-4")
def halftone_types(file: File) -> Iterator[str]:
    """A halftone is of type 1 or 5."""
    yield from (place for place, item in _halftones(file) if entry(item, "/HalftoneType") not in (1, 5))


forbid(["6.2.5-1"], "No graphics state changes tones by TR.", _has("/ExtGState", "/TR"))
forbid(["6.2.5-2"], "No graphics state changes tones by TR2.", _has("/ExtGState", "/TR2", "/Default"))
forbid(["6.2.5-3"], "No graphics state moves the screen.", _has("/ExtGState", "/HTP"))
forbid(["6.2.5-5"], "A halftone has no name.", lambda file: with_key(_halftones(file), "/HalftoneName"))
forbid(
    ["6.2.5-6"], "A halftone changes no tones.", lambda file: with_key(_halftones(file), "/TransferFunction")
)


@rule("6.2.6-1")
def rendering_intents(file: File) -> Iterator[str]:
    """A rendering intent is one of four."""
    for content in file.contents:
        yield from (content.place for op in content.uses("ri") if f"/{op.name()}" not in _INTENTS)
        for operation in content.uses("ID"):
            names = [token.raw.decode("latin-1") for token in operation.tokens]
            if "/Intent" in names and names[names.index("/Intent") + 1] not in _INTENTS:
                yield content.place
    for kind, key in (("/ExtGState", "/RI"), ("/XObject", "/Intent")):
        yield from _has(kind, key, *_INTENTS)(file)


def _images(file: File) -> Iterator[tuple[str, StreamObject]]:
    return file.of_subtype("/Image")


forbid(["6.2.8-1"], "A picture has no other form.", lambda file: with_key(_images(file), "/Alternates"))
forbid(["6.2.8-2"], "A picture stands in the file.", lambda file: with_key(_images(file), "/OPI"))


@rule("6.2.8-3")
def smoothing(file: File) -> Iterator[str]:
    """No picture is smoothed."""
    yield from (place for place, item in _images(file) if entry(item, "/Interpolate"))
    for content in file.contents:
        for operation in content.uses("ID"):
            raws = [token.raw for token in operation.tokens]
            if any(
                raws[at : at + 2] in ([b"/I", b"true"], [b"/Interpolate", b"true"]) for at in range(len(raws))
            ):
                yield content.place


@rule("6.2.8-4")
def depths(file: File) -> Iterator[str]:
    """A picture has 1, 2, 4, 8 or 16 bits for a component."""
    for place, item in _images(file):
        if entry(item, "/BitsPerComponent") not in (None, 1, 2, 4, 8, 16):
            yield place


@rule("6.2.8-5")
def mask_depths(file: File) -> Iterator[str]:
    """A stencil has one bit."""
    for place, item in _images(file):
        mask = entry(item, "/Mask")
        stencils = [item] if entry(item, "/ImageMask") else []
        stencils += [mask] if isinstance(mask, StreamObject) else []
        if any(entry(one, "/BitsPerComponent") not in (None, 1) for one in stencils):
            yield place


@rule(*(f"6.2.8.3-{number}" for number in range(1, 6)))
def no_jpeg_2000(file: File) -> Iterator[str]:
    """No picture is JPEG 2000."""
    for place, item in file.dictionaries:
        if "/JPXDecode" in listed(entry(item, "/Filter")):
            yield place


@rule("6.2.9-1")
def plain_forms(file: File) -> Iterator[str]:
    """A form is drawn by its content, not by PostScript or a picture elsewhere."""
    for place, item in file.of_subtype("/Form"):
        if entry(item, "/Subtype2") == "/PS" or {"/PS", "/OPI"} & set(item):
            yield place


forbid(
    ["6.2.9-2"], "No form refers to another file.", lambda file: with_key(file.of_subtype("/Form"), "/Ref")
)
forbid(["6.2.9-3"], "Nothing is drawn by PostScript.", lambda file: (p for p, _ in file.of_subtype("/PS")))


@rule("6.2.10-1")
def blending(file: File) -> Iterator[str]:
    """Colours are blended in the modes of ISO 32000-1."""
    for place, state in file.resources("/ExtGState"):
        if not set(listed(entry(state, "/BM"))) <= _BLENDING:
            yield place


@rule("6.2.10-2")
def blending_space(file: File) -> Iterator[str]:
    """Without an output intent, a page with something to see through names the space to blend in."""
    for place, page in file.pages if _output_space(file) is None else ():
        if "/CS" not in (entry(page, "/Group") or {}) and _sees_through(own(page), set()):
            yield place


def _sees_through(resources: DictionaryObject | None, seen: set[int]) -> bool:
    """Whether what resources name, and what that names in turn, shows what lies under it."""
    if resources is None or id(resources) in seen:
        return False
    seen.add(id(resources))
    for state in (entry(resources, "/ExtGState") or {}).values():
        if _state_sees_through(follow(state)):
            return True
    for item in map(follow, (entry(resources, "/XObject") or {}).values()):
        group = entry(item, "/Group") or {}
        if (
            entry(item, "/SMask") is not None
            or "/Transparency" in group.values()
            or _sees_through(own(item), seen)
        ):
            return True
    return False


def _state_sees_through(state: DictionaryObject) -> bool:
    return (
        entry(state, "/SMask") not in (None, "/None")
        or entry(state, "/BM") not in (None, "/Normal", "/Compatible")
        or any(entry(state, key) not in (None, 1) for key in ("/ca", "/CA"))
    )
