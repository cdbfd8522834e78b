"""QR codes, as pictures that scale."""

from __future__ import annotations

import io

import segno


def qr_svg(text: str) -> bytes:
    """A QR code of a text, as SVG; the same text gives the same bytes."""
    target = io.BytesIO()
    segno.make_qr(text, error="m").save(target, kind="svg", border=0, xmldecl=False, svgns=True)
    return target.getvalue()


def qr_png(text: str) -> bytes:
    """The same as a picture of dots, for Word, which draws no SVG everywhere."""
    target = io.BytesIO()
    segno.make_qr(text, error="m").save(target, kind="png", border=0, scale=6)
    return target.getvalue()
