"""What QTI 2.1 lets stand in an item and in a package, of the elements used here, by the tables of its specification.

A row has the children in their order, as a pattern, and the attributes: those that must be there, those that may.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree

QTI = "http://www.imsglobal.org/xsd/imsqti_v2p1"
PACKAGE = "http://www.imsglobal.org/xsd/imscp_v1p1"
MATHS = "http://www.w3.org/1998/Math/MathML"
SCHEMA = "http://www.w3.org/2001/XMLSchema-instance"
BLOCK = "(?:p |h[1-6] |table |div |ul |ol |pre )"
INLINE = "(?:math |textEntryInteraction |strong |em |span |code |br |sub |sup )*"
CHOICE = "(?:and |or |not |gte |lte |isNull |match |variable |baseValue )"
ROWS: dict[str, tuple[str, str, str]] = {
    "assessmentItem": (
        "(?:responseDeclaration )*(?:outcomeDeclaration )*(?:templateDeclaration )*(?:stylesheet )*"
        "(?:itemBody )?(?:responseProcessing )?(?:modalFeedback )*",
        "identifier title adaptive timeDependent",
        "label lang toolName toolVersion",
    ),
    "responseDeclaration": ("(?:correctResponse )?(?:mapping )?", "identifier cardinality", "baseType"),
    "outcomeDeclaration": ("(?:defaultValue )?", "identifier cardinality", "baseType normalMaximum normalMinimum"),
    "correctResponse": ("(?:value )+", "", "interpretation"),
    "defaultValue": ("(?:value )+", "", "interpretation"),
    "value": ("", "", "fieldIdentifier baseType"),
    "itemBody": (f"{BLOCK}*", "", "id class lang label"),
    "responseProcessing": ("(?:responseCondition |setOutcomeValue )*", "", "template"),
    "responseCondition": ("responseIf (?:responseElseIf )*(?:responseElse )?", "", ""),
    "responseIf": (f"{CHOICE}(?:setOutcomeValue )*", "", ""),
    "responseElseIf": (f"{CHOICE}(?:setOutcomeValue )*", "", ""),
    "responseElse": ("(?:setOutcomeValue )*", "", ""),
    "setOutcomeValue": (f"{CHOICE}", "identifier", ""),
    "and": (f"{CHOICE}+", "", ""),
    "gte": (f"{CHOICE}{{2}}", "", ""),
    "lte": (f"{CHOICE}{{2}}", "", ""),
    "variable": ("", "identifier", "weightIdentifier"),
    "baseValue": ("", "baseType", ""),
    "modalFeedback": (f"(?:{BLOCK}|math )*", "outcomeIdentifier identifier showHide", "title"),
    "textEntryInteraction": ("", "responseIdentifier", "expectedLength patternMask placeholderText class base id"),
    "p": (INLINE, "", "class id"),
    **{f"h{k}": (INLINE, "", "class id") for k in range(1, 7)},
    "table": ("(?:caption )?(?:thead )?(?:tbody )+", "", "class id summary"),
    "tbody": ("(?:tr )+", "", ""),
    "tr": ("(?:td |th )+", "", ""),
    "td": (f"(?:{BLOCK}|math |textEntryInteraction )*", "", "class headers scope rowspan colspan"),
    "manifest": ("(?:metadata )?organizations resources ", "identifier", "version"),
    "metadata": ("(?:schema )?(?:schemaversion )?", "", ""),
    "schema": ("", "", ""),
    "schemaversion": ("", "", ""),
    "organizations": ("(?:organization )*", "", "default"),
    "resources": ("(?:resource )*", "", ""),
    "resource": ("(?:metadata )?(?:file )*(?:dependency )*", "identifier type", "href"),
    "file": ("", "href", ""),
}
BARE = {"p", "td", "value", "baseValue", "modalFeedback", "schema", "schemaversion", *(f"h{k}" for k in range(1, 7))}
"""What text may stand in."""


def complaints(content: bytes) -> list[str]:
    """What of an item or a manifest the format does not let stand there."""
    return [each for node in ElementTree.fromstring(content).iter() for each in of(node)]


def of(node: ElementTree.Element) -> list[str]:
    space, _, name = node.tag[1:].partition("}")
    if space == MATHS:
        return [f"{name}: {child.tag} in MathML" for child in node if not child.tag.startswith(f"{{{MATHS}}}")]
    if space not in (QTI, PACKAGE) or name not in ROWS:
        return [f"{node.tag}: not known here"]
    order, needed, allowed = ROWS[name]
    inner = "".join(f"{child.tag.partition('}')[2]} " for child in node)
    has = {key for key in node.attrib if not key.startswith(f"{{{SCHEMA}}}")}
    text = "".join(filter(None, (node.text, *(child.tail for child in node)))).strip()
    return [
        *([] if re.fullmatch(order, inner) else [f"{name}: found {inner}; expected {order}"]),
        *(f"{name}: lacks {key}" for key in set(needed.split()) - has),
        *(f"{name}: has {key}" for key in has - {*needed.split(), *allowed.split()}),
        *([f"{name}: text {text[:20]!r}"] if text and name not in BARE else []),
    ]
