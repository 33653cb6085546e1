"""The words in a call: `axis="rows"` chooses another row of the table, `stride=2` is one of a row's arguments.

What calls are made of differs, trees of a problem file here and of a student's text there; which word is which
argument does not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from derive.language.errors import Complaint, ShapeError, nearest
from derive.language.operation import Operation

AXIS = "axis"
Part = TypeVar("Part")


def along(operation: Operation, name: str, word: str) -> Operation:
    """The row that is meant by a word for the axis.  Errors: `ShapeError` for another word, or where there is none."""
    if name != AXIS or word not in operation.along:
        raise fault(f'found {name}="{word}"; {taken(operation)}{nearest(word, operation.along)}')
    return operation.along[word]


def arranged(
    operation: Operation, placed: Sequence[Part], named: Mapping[str, Part], number: Callable[[str], Part]
) -> list[Part]:
    """All arguments in the order of the row: those without a name, those with one, and `number` of the defaults.

    Errors: `ShapeError` for a name that the row does not have, one that is there twice, or a missing argument.
    """
    found = dict(enumerate(placed))
    for name, part in named.items():
        place = place_of(operation, name)
        if place in found:
            raise fault(f"{name} of {shown_name(operation)} is there twice")
        found[place] = part
    for place, option in enumerate(operation.options, operation.arity - len(operation.options)):
        if option.default and place not in found:
            found[place] = number(option.default)
    if set(found) != set(range(operation.arity)):
        raise fault(f"{taken(operation)}, found {len(placed) + len(named)}")
    return [found[place] for place in range(operation.arity)]


def place_of(operation: Operation, name: str) -> int:
    """The position of the argument with a name.  Errors: `ShapeError` where the row has none."""
    for place, option in enumerate(operation.options, operation.arity - len(operation.options)):
        if name in (option.name, *option.spellings):
            return place
    raise fault(f"found {name}=; {taken(operation)}")


def fault(message: str) -> ShapeError:
    return ShapeError(Complaint("", message))


def shown_name(operation: Operation) -> str:
    """What a row is called where it is written."""
    return operation.notation.plain.pattern.partition("(")[0]


def taken(operation: Operation) -> str:
    """What a row takes, in words: so many arguments, words for the axis, options."""
    needed = operation.arity - sum(bool(option.default) for option in operation.options)
    words = [f'{AXIS}="{word}"' for word in operation.along] + [f"{option.name}=" for option in operation.options]
    tail = f" ({', '.join(words)})" if words else ""
    return f"{shown_name(operation)} takes {needed} argument(s){tail}"


def behind(operation: Operation, texts: Sequence[str], places: int) -> list[tuple[str, str]]:
    """The options that are printed behind the `places` of the notation's pattern: their names and texts."""
    if not operation.options:
        return []
    options = operation.options[places - operation.arity :] if places < operation.arity else ()
    return [(option.name, text) for option, text in zip(options, texts[places:], strict=True) if text != option.default]
