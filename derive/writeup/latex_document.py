"""A LaTeX document to tokens: the body with the student's macros expanded, comments and programs left out."""

from __future__ import annotations

from derive.writeup.macros import Macros
from derive.writeup.markdown import CODE
from derive.writeup.tokens import VERBATIM, PlacedToken, environment, tokenize


def latex_tokens(text: str, macros: Macros) -> list[PlacedToken]:
    """The tokens of the document's body."""
    return body(macros.expand(scanned(text)))


def scanned(text: str) -> list[PlacedToken]:
    """The tokens of the whole file; what stands verbatim is one token."""
    result: list[PlacedToken] = []
    place = 0
    hopeless: set[str] = set()
    while found := VERBATIM.search(text, place):
        end = f"\\end{{{found[1]}{found[2]}}}"
        commented = "%" in text[text.rfind("\n", 0, found.start()) + 1 : found.start()]
        stop = -1 if commented or end in hopeless else text.find(end, found.end())
        if stop < 0:
            if not commented:
                hopeless.add(end)
            result += tokenize(text, place, found.end(), markdown=False)
            place = found.end()
            continue
        result += tokenize(text, place, found.start(), markdown=False)
        content = text[found.end() : stop]
        if found[1].lower() == "verbatim":
            result.append(PlacedToken("output" if CODE.search(content) else "plain", content, found.end()))
        place = stop + len(end)
    return result + tokenize(text, place, len(text), markdown=False)


def body(tokens: list[PlacedToken]) -> list[PlacedToken]:
    """What stands between the beginning and the end of the document; all of it where neither is marked."""
    start, stop = 0, len(tokens)
    for k, token in enumerate(tokens):
        if token.kind == "command" and token.text in ("\\begin", "\\end"):
            name, after = environment(tokens, k)
            if name == "document" and token.text == "\\begin":
                start = after
            elif name == "document":
                stop = k
                break
    return tokens[start:stop]
