"""附件说明: what stands between the text and the signature, one line for each annex (GB/T 9704-2012, 7.3.4)."""

from dataclasses import dataclass

from portal.documents.model import Document


@dataclass(frozen=True, slots=True)
class AnnexLine:
    """`number` is 1., 2. … or nothing where there is one annex alone."""

    number: str
    title: str


def is_numbered(document: Document) -> bool:
    """Several annexes have numbers, files that go with the document among them."""
    return len(document.annexes) + len(document.attached) > 1


def annex_lines(document: Document) -> tuple[AnnexLine, ...]:
    """The annexes that are printed, then the files that go with the document."""
    titles = [*(annex.title for annex in document.annexes), *document.attached]
    several = is_numbered(document)
    return tuple(AnnexLine(f"{place}." if several else "", title) for place, title in enumerate(titles, start=1))


def hang_annex(document: Document, place: int, size: int) -> tuple[int, int]:
    """Indent of a line for whoever sets it with a tab, and of its first line: the first carries the word as well.

    `size` is that of a character; the Chinese word has three, and the list stands two in.
    """
    count = len(document.annexes) + len(document.attached)
    inside, word = (2, 3) if document.language.startswith("zh") else (0, 5)
    number = 0 if count == 1 else 1.5 if count < 10 else 2
    return int(size * (inside + word + number)), -int(size * (number + (word if place == 0 else 0)))
