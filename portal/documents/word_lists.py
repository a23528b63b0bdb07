"""Lists of Word that count anew: each is a definition for its kind and a number of its own."""

from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.text.paragraph import Paragraph as WordParagraph

# (format, sign): 1., （1）… of GB/T 9704-2012 leave （1） for what stands below a subhead.
BULLET, NUMBER = ("bullet", "•"), ("decimal", "（%1）")
_DEFINITION = """
<w:abstractNum {ns} w:abstractNumId="{number}">
  <w:multiLevelType w:val="singleLevel"/>
  <w:lvl w:ilvl="0">
    <w:start w:val="1"/><w:numFmt w:val="{format}"/><w:suff w:val="{gap}"/><w:lvlText w:val="{sign}"/><w:lvlJc w:val="left"/>
  </w:lvl>
</w:abstractNum>"""
_LIST = """
<w:num {ns} w:numId="{number}">
  <w:abstractNumId w:val="{definition}"/>
  <w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>
</w:num>"""
_ITEM = '<w:numPr {ns}><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>'


class Lists:
    """The lists of one document; a kind is defined with the first list of it."""

    def __init__(self, word: WordDocument) -> None:
        self._root = word.part.numbering_part.element
        self._definitions: dict[tuple[str, str], int] = {}
        self._last = max(self._numbers("w:num/@w:numId"), default=0)

    def begin(self, kind: tuple[str, str]) -> int:
        """The number under which Word counts the items of a new list."""
        definition = self._definitions.get(kind) or self._define(*kind)
        self._definitions[kind] = definition
        self._last += 1
        self._root.append(_element(_LIST, number=self._last, definition=definition))
        return self._last

    def _define(self, form: str, sign: str) -> int:
        known = self._numbers("w:abstractNum/@w:abstractNumId")
        number, gap = max(known, default=0) + 1, "space" if form == "bullet" else "nothing"
        # definitions stand before all lists
        self._root.insert(len(known), _element(_DEFINITION, number=number, format=form, sign=sign, gap=gap))
        return number

    def _numbers(self, path: str) -> list[int]:
        return [int(found) for found in self._root.xpath(path)]


def make_item(line: WordParagraph, number: int) -> None:
    line._element.get_or_add_pPr()._insert_numPr(_element(_ITEM, number=number))


def _element(template: str, **values: object) -> object:
    return parse_xml(template.format(ns=nsdecls("w"), **values).strip())
