"""Elements of XML by their parts, and packages of several files, the same bytes for the same content."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from typing import Any

from lxml import etree

Element = etree._Element
NOT_XML = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The date of all files in a package, so that nothing but their content makes them differ."""


def allowed(text: str) -> str:
    """A text as XML can have it: other control characters, which nobody sees, are marked as such."""
    return NOT_XML.sub("\ufffd", text)


def node(tag: str, *parts: Element | str, **attributes: str) -> Element:
    """An element with attributes, and with elements and texts in it."""
    found = etree.Element(tag, {key: allowed(value) for key, value in attributes.items()})
    for part in parts:
        part = allowed(part) if isinstance(part, str) else part
        if not isinstance(part, str):
            found.append(part)
        elif len(found):
            found[-1].tail = (found[-1].tail or "") + part
        else:
            found.text = (found.text or "") + part
    return found


def rooted(tag: str, namespace: str, attributes: Mapping[str, str], **prefixes: str) -> Element:
    """The root of a document in a namespace; its attributes may be in others."""
    names: Any = {None: namespace, **prefixes}
    return etree.Element(tag, {key: allowed(value) for key, value in attributes.items()}, names)


def html(tag: str, text: str) -> Element:
    """An element whose text is HTML."""
    found = etree.Element(tag)
    text = allowed(text)
    if text:
        found.text = text if "]]>" in text else etree.CDATA(text)
    return found


def xml_of(root: Element, pretty: bool = True) -> bytes:
    found: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=pretty)
    return found


def package(files: Mapping[str, bytes | str], executable: frozenset[str] = frozenset()) -> bytes:
    """A zip with these files; some of them can be run."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, FIRST_DAY)
            info.create_system = 3
            info.external_attr = (0o100755 if name in executable else 0o100644) << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return data.getvalue()
