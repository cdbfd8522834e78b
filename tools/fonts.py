"""Fetch the fonts that documents are set in, once, at build time: Noto Sans SC in two weights, held to a digest.

python -m tools.fonts
"""

from __future__ import annotations

from pathlib import Path

from tools.npm import Package, fetch

PACKAGE = Package(
    "@expo-google-fonts/noto-sans-sc@0.4.3",
    "9rAwdFTFHbO/u6Cs0gj2jZbW74TGIiaFNQnXYH2s5wA1bzVkwbaviL4t8YUV642eGYjg86eH6DkAEQmfNHDncQ==",
    {
        "package/400Regular/NotoSansSC_400Regular.ttf": "NotoSansSC-Regular.ttf",
        "package/700Bold/NotoSansSC_700Bold.ttf": "NotoSansSC-Bold.ttf",
        "package/LICENSE_FONT": "OFL.txt",
    },
)
FOLDER = Path(__file__).parents[1] / "src" / "assay" / "reports" / "fonts"

if __name__ == "__main__":
    fetch(PACKAGE, FOLDER)
