"""What is on a page of a PDF, letter by letter, and whether it is where it should be."""

import re
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium


@dataclass(frozen=True, eq=False)
class Page:
    """Letters without white space, and where each is: left, top, right, bottom in points from the top left."""

    letters: str
    boxes: np.ndarray
    width: float
    height: float

    def places(self, text: str) -> Iterator[np.ndarray]:
        """Left, top, right, bottom of every occurrence of a text, however it is broken into lines."""
        wanted = squeezed(text)
        start = self.letters.find(wanted)
        while start >= 0:
            part = self.boxes[start : start + len(wanted)]
            yield np.array([part[:, 0].min(), part[:, 1].min(), part[:, 2].max(), part[:, 3].max()])
            start = self.letters.find(wanted, start + 1)

    def has(self, text: str) -> bool:
        return squeezed(text) in self.letters

    def has_within(self, text: str, box: Sequence[float], slack: float = 2.0) -> bool:
        """Whether the text stands somewhere wholly inside left, top, right, bottom."""
        left, top, right, bottom = box
        return any(
            x0 >= left - slack and y0 >= top - slack and x1 <= right + slack and y1 <= bottom + slack
            for x0, y0, x1, y1 in self.places(text)
        )

    def cut(self) -> str:
        """Letters that are not wholly on the page."""
        b = self.boxes
        out = (b[:, 0] < -1) | (b[:, 1] < -1) | (b[:, 2] > self.width + 1) | (b[:, 3] > self.height + 1)
        return "".join(letter for letter, cut in zip(self.letters, out, strict=True) if cut)

    def collisions(self, share: float = 0.35) -> str:
        """Letters of which a good part lies under another: labels over labels, text over text."""
        b = self.boxes
        if not len(b):
            return ""
        across = np.minimum(b[:, None, 2], b[None, :, 2]) - np.maximum(b[:, None, 0], b[None, :, 0])
        down = np.minimum(b[:, None, 3], b[None, :, 3]) - np.maximum(b[:, None, 1], b[None, :, 1])
        shared = np.clip(across, 0, None) * np.clip(down, 0, None)
        np.fill_diagonal(shared, 0)
        area = (b[:, 2] - b[:, 0]) * (b[:, 3] - b[:, 1])
        under = shared > share * np.minimum(area[:, None], area[None, :]).clip(1.0)
        return "".join(letter for letter, hit in zip(self.letters, under.any(axis=1), strict=True) if hit)


def squeezed(text: str) -> str:
    """Without white space: where a line is broken is no matter."""
    return re.sub(r"\s+", "", text)


def read(content: bytes | Path) -> list[Page]:
    """Every page of a PDF."""
    pages = []
    for page in pdfium.PdfDocument(content):
        width, height = page.get_size()
        text = page.get_textpage()
        letters, boxes = [], []
        for place in range(text.count_chars()):
            letter = text.get_text_range(place, 1)
            letter = letter.replace("\ufffe", "-")  # how PDFium gives a hyphen at the end of a line
            if letter.strip():
                left, bottom, right, top = text.get_charbox(place)
                letters.append(letter)
                boxes.append((left, height - top, right, height - bottom))
        pages.append(Page("".join(letters), np.array(boxes).reshape(-1, 4), width, height))
    return pages


def convert(office: str, files: dict[str, bytes], folder: Path, seconds: float = 240) -> dict[str, bytes]:
    """PDFs that LibreOffice makes of files (name with ending -> content), all in one run with a profile of its own."""
    for name, content in files.items():
        (folder / name).write_bytes(content)
    with tempfile.TemporaryDirectory() as profile:
        command = [office, f"-env:UserInstallation={Path(profile).as_uri()}", "--headless", "--convert-to", "pdf"]
        command += ["--outdir", str(folder), *(str(folder / name) for name in files)]
        result = subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False)
    made = {name: (folder / name).with_suffix(".pdf") for name in files}
    lacking = [name for name, path in made.items() if not path.is_file()]
    assert lacking == [], f"{lacking}: {result.stdout}{result.stderr}"
    return {name: path.read_bytes() for name, path in made.items()}
