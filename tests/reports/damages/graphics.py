"""6.2 without fonts."""

from __future__ import annotations

from typing import Any

from pypdf import PdfWriter

from tests.reports.damages.change import (
    Damage,
    Edit,
    both,
    catalog,
    damage,
    drawn,
    held,
    put,
    resource,
    stream,
)

_PICTURE = {"Type": "/XObject", "Subtype": "/Image", "Width": 1, "Height": 1, "ColorSpace": "/DeviceRGB"}
_HALFTONE = {"HalftoneType": 1, "Frequency": 60, "Angle": 45, "SpotFunction": "/Round"}


def icc(space: bytes, kind: bytes = b"mntr", version: int = 4) -> bytes:
    """The head of a profile, and nothing after it."""
    head = (128).to_bytes(4, "big") + b"test" + bytes((version, 0, 0, 0)) + kind + space + b"XYZ "
    return head.ljust(36, b"\0") + b"acsp" + bytes(88)


def _intent(profile: bytes, channels: int) -> Edit:
    """Another profile for the output."""

    def edit(writer: PdfWriter) -> None:
        intents: Any = writer.root_object["/OutputIntents"]
        put(intents[0].get_object(), "DestOutputProfile", held(writer, stream(profile, N=channels)))

    return edit


def _second_intent(writer: PdfWriter) -> None:
    intents: Any = writer.root_object["/OutputIntents"]
    more = {"S": "/GTS_PDFX", "DestOutputProfile": held(writer, stream(icc(b"RGB "), N=3))}
    catalog("OutputIntents", [*intents, more])(writer)


def _profile_elsewhere(writer: PdfWriter) -> None:
    intents: Any = writer.root_object["/OutputIntents"]
    put(intents[0].get_object(), "DestOutputProfileRef", {})


def _colours(profile: bytes, channels: int) -> Edit:
    """A colour space with a profile."""

    def edit(writer: PdfWriter) -> None:
        resource("ColorSpace", ["/ICCBased", held(writer, stream(profile, N=channels))])(writer)

    return edit


def _state(key: str, value: object) -> Edit:
    return resource("ExtGState", {key: value})


def _picture(**entries: object) -> Edit:
    return resource("XObject", stream(b"\0\0\0", **{**_PICTURE, "BitsPerComponent": 8, **entries}))


def _form(**entries: object) -> Edit:
    return resource(
        "XObject", stream(b"", **{"Subtype": "/Form", "BBox": [0, 0, 1, 1], "Resources": {}, **entries})
    )


def _mask(writer: PdfWriter) -> None:
    mask = stream(b"\0", **{**_PICTURE, "ColorSpace": "/DeviceGray", "BitsPerComponent": 8})
    _picture(Mask=held(writer, mask))(writer)


def _inherited(writer: PdfWriter) -> None:
    first = writer.pages[0]
    put(first["/Parent"], "Resources", first.pop("/Resources"))  # type: ignore[arg-type]


def _without_intent(writer: PdfWriter) -> None:
    del writer.root_object["/OutputIntents"]


_TINT = {"FunctionType": 2, "Domain": [0, 1], "N": 1}
GRAPHICS: tuple[Damage, ...] = (
    damage("an operator of nobody", "6.2.2-1", drawn(b"BX 1 glow EX")),
    damage("an operand too many", "6.2.2", drawn(b"1 2 w")),
    damage("a state never restored", "6.2.2:pairs", drawn(b"q")),
    damage("a marked part ended twice", "6.2.2:pairs", drawn(b"EMC EMC", artifact=False)),
    damage("resources of the parent", "6.2.2-2 6.2.11.4.1-2 6.2.11.5-1 6.2.11.7.2", _inherited),
    damage("a picture without a name", "6.2.2-2", drawn(b"/none Do")),
    damage("no output intent", "6.2.3", _without_intent),
    damage("a profile of a scanner", "6.2.3-1", _intent(icc(b"RGB ", b"scnr"), 3)),
    damage("a profile of version 5", "6.2.3-1", _intent(icc(b"RGB ", version=5), 3)),
    damage("a profile of other channels", "6.2.3-1", _intent(icc(b"RGB "), 4)),
    damage("two profiles for the output", "6.2.3 6.2.3-2", _second_intent),
    damage("a profile elsewhere", "6.2.3-3", _profile_elsewhere),
    damage("a colour space of version 5", "6.2.4.2-1", _colours(icc(b"RGB ", version=5), 3)),
    damage("ink over ink", "6.2.4.2-2", _state("OPM", 1)),
    damage(
        "RGB, the output grey",
        "6.2.3 6.2.4.3-2",
        both(_intent(icc(b"GRAY"), 1), drawn(b"1 0 0 rg 0 0 9 9 re f")),
    ),
    damage("ink", "6.2.4.3-3", drawn(b"0 0 0 1 k 0 0 9 9 re f")),
    damage("ink by name", "6.2.4.3-3", drawn(b"/DeviceCMYK cs 0 0 0 1 sc 0 0 9 9 re f")),
    damage("a picture in ink", "6.2.4.3-3", _picture(ColorSpace="/DeviceCMYK")),
    damage("an inline picture in ink", "6.2.4.3-3", drawn(b"BI /W 1 /H 1 /BPC 8 /CS /CMYK ID \0\0\0\0 EI")),
    damage("grey, no output intent", "6.2.3 6.2.4.3-4", both(_without_intent, drawn(b"0 g 0 0 9 9 re f"))),
    damage(
        "a spot colour",
        "6.1.13-9 6.2.4.4-1 6.2.4.4-2",
        resource("ColorSpace", ["/Separation", "/Gold", "/DeviceRGB", _TINT]),
    ),
    damage(
        "spot colours",
        "6.1.13-9 6.2.4.4-1 6.2.4.4-2",
        resource("ColorSpace", ["/DeviceN", ["/Gold"] * 33, "/DeviceRGB", _TINT]),
    ),
    damage("tones changed", "6.2.5-1", _state("TR", "/Identity")),
    damage("tones changed again", "6.2.5-2", _state("TR2", "/Identity")),
    damage("a screen moved", "6.2.5-3", _state("HTP", [0, 0])),
    damage("a halftone of type 6", "6.2.5-4", _state("HT", {**_HALFTONE, "HalftoneType": 6})),
    damage("a halftone with a name", "6.2.5-5", _state("HT", {**_HALFTONE, "HalftoneName": "mine"})),
    damage(
        "a halftone that changes tones",
        "6.2.5-6",
        _state("HT", {**_HALFTONE, "TransferFunction": "/Identity"}),
    ),
    damage("an intent of nobody", "6.2.6-1", drawn(b"/Vivid ri")),
    damage("an intent of nobody in a state", "6.2.6-1", _state("RI", "/Vivid")),
    damage("an intent of nobody in a picture", "6.2.6-1", _picture(Intent="/Vivid")),
    damage(
        "an intent of nobody in an inline picture",
        "6.2.6-1",
        drawn(b"BI /W 1 /H 1 /BPC 8 /CS /G /Intent /Vivid ID \0 EI"),
    ),
    damage("a picture in another form", "6.2.8-1", _picture(Alternates=[])),
    damage("a picture elsewhere", "6.2.8-2", _picture(OPI={})),
    damage("a picture smoothed", "6.2.8-3", _picture(Interpolate=True)),
    damage("an inline picture smoothed", "6.2.8-3", drawn(b"BI /W 1 /H 1 /BPC 8 /CS /G /I true ID \0 EI")),
    damage("a picture of 3 bits", "6.2.8-4", _picture(BitsPerComponent=3)),
    damage("a stencil of 8 bits", "6.2.8-5", _picture(ImageMask=True)),
    damage("a picture behind a stencil of 8 bits", "6.2.8-5", _mask),
    damage(
        "JPEG 2000", " ".join(f"6.2.8.3-{number}" for number in range(1, 6)), _picture(Filter="/JPXDecode")
    ),
    damage("a form by PostScript", "6.2.9-1", _form(Subtype2="/PS")),
    damage("a form elsewhere", "6.2.9-2", _form(Ref={})),
    damage("PostScript", "6.2.9-3", resource("XObject", stream(b"", Subtype="/PS"))),
    damage("blending of nobody", "6.2.10-1", _state("BM", "/Glow")),
    damage("see-through, no output intent", "6.2.3 6.2.10-2", both(_without_intent, _state("ca", 0.5))),
    damage(
        "a shadow, no output intent",
        "6.2.3 6.2.10-2",
        both(_without_intent, _form(Group={"S": "/Transparency"})),
    ),
)
