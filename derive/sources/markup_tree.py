"""Trees of markup that a stranger sent: parsed without entities, without the network, within a depth."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree, html

from derive.sources.passage import NotText

DEEPEST = 250
"""Elements within one another; what lies deeper is refused."""
MOST_ELEMENTS = 400_000
Element = etree._Element


def xml_tree(data: bytes) -> Element:
    """The root of a document in XML.  Errors: `NotText` for a broken one, one that declares entities, one too deep."""
    if b"<!DOCTYPE" in data[:4096].upper() or b"<!ENTITY" in data.upper():
        raise NotText("the document declares a type or entities, which no word processor writes; it is not read")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise NotText("the document is damaged: its XML cannot be read; save it again or hand in a PDF") from None
    return bounded(root)


def html_tree(text: str) -> Element:
    """The root of a page.  Errors: `NotText` for one without elements and one too deep."""
    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
    try:
        root = html.document_fromstring(text.encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        raise NotText("the page is empty or damaged; nothing of it can be read") from None
    return bounded(root)


def bounded(root: Element) -> Element:
    """The tree, once it is known to be neither too large nor too deep for a walk."""
    depth = count = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        count += event == "start"
        if depth > DEEPEST or count > MOST_ELEMENTS:
            raise NotText(f"the document has more than {DEEPEST} nested elements or {MOST_ELEMENTS} in all")
    return root


def local(element: Element) -> str:
    """An element's name without its namespace; empty for comments and entities."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def children(element: Element) -> Iterator[Element]:
    """The elements within one, comments left out."""
    return (child for child in element if isinstance(child.tag, str))


def child(element: Element, name: str) -> Element | None:
    return next((each for each in children(element) if local(each) == name), None)


def attribute(element: Element | None, name: str, usual: str = "") -> str:
    """An attribute by its name without namespace."""
    if element is None:
        return usual
    return next((str(value) for key, value in element.attrib.items() if str(key).rpartition("}")[2] == name), usual)
