"""Logos that let the paper through."""

from __future__ import annotations

import struct
import zlib

CLEAR_SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 10">'
    b'<defs><linearGradient id="g"><stop offset="0" stop-color="#0b6e69"/>'
    b'<stop offset="1" stop-color="#0b6e69" stop-opacity="0"/></linearGradient>'
    b'<clipPath id="c"><circle cx="5" cy="5" r="5"/></clipPath></defs>'
    b'<rect width="40" height="10" fill="url(#g)"/>'
    b'<g opacity="0.5"><rect width="10" height="10" fill="red"/><circle cx="8" cy="5" r="4" fill="blue"/></g>'
    b'<rect width="10" height="10" fill="green" clip-path="url(#c)" style="mix-blend-mode:multiply"/>'
    b'<text x="12" y="8" font-size="6" font-family="serif" fill="black">Lamp</text></svg>'
)
"""A gradient that fades, a group half to see through, a clipped disc, blending and a word."""


def with_lab(png: bytes) -> bytes:
    """A PNG with a profile for colours of Lab, which its red, green and blue are not."""
    head = (128).to_bytes(4, "big") + b"lcms\x02\x10\0\0abstLab Lab " + bytes(12) + b"acsp" + bytes(88)
    return png[:33] + _chunk(b"iCCP", b"lab\0\0" + zlib.compress(head)) + png[33:]


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def clear_png(width: int, height: int) -> bytes:
    """A picture that fades from left to right."""

    row = b"\0" + b"".join(b"\x0b\x6e\x69" + bytes((255 * at // width,)) for at in range(width))
    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    body = _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(row * height)) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body
