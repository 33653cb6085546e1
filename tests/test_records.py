"""Records beside the dataclasses that they stand for: the same class made by both behaves alike."""

from __future__ import annotations

import copy
import pickle
from dataclasses import FrozenInstanceError, asdict, dataclass, field, fields, replace
from typing import Any

import pytest

from derive.language.record import record


class Plain:
    a: int
    b: str = "x"


class Uncompared:
    a: int
    b: tuple[int, ...] = field(default=(), compare=False, repr=False)


class Filled:
    a: int
    b: dict[str, int] = field(default_factory=dict)
    later: int = field(default=3, init=False)


class Wide:
    a: int
    b: int
    c: int
    d: int
    e: int
    f: int
    g: int
    h: str = "end"


class After:
    a: int
    b: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "b", self.a + 1)


OPTIONS = [
    {"frozen": frozen, "slots": slots, "eq": eq}
    for frozen in (True, False)
    for slots in (True, False)
    for eq in (True,)
] + [{"frozen": True, "slots": True, "eq": False}, {"frozen": False, "slots": False, "eq": False}]
ARGUMENTS: list[tuple[type, tuple[Any, ...], dict[str, Any]]] = [
    (Plain, (1,), {}),
    (Plain, (1, "y"), {}),
    (Plain, (), {"b": "z", "a": 2}),
    (Uncompared, (1,), {"b": (2,)}),
    (Filled, (1,), {}),
    (Filled, (1,), {"b": {"k": 1}}),
    (Wide, (1, 2, 3), {"d": 4, "e": 5, "f": 6, "g": 7}),
    (After, (1,), {}),
]
WRONG: list[tuple[type, tuple[Any, ...], dict[str, Any]]] = [
    (Plain, (), {}),
    (Plain, (1, "y", 3), {}),
    (Plain, (1,), {"c": 2}),
    (Plain, (1,), {"a": 2}),
    (Filled, (), {}),
    (Filled, (1,), {"later": 2}),
    (Wide, (1,), {}),
    (Wide, (1, 2, 3, 4, 5, 6, 7, "x", 9), {}),
]


def both(cls: type, options: dict[str, bool]) -> tuple[Any, Any]:
    bare = {k: v for k, v in vars(cls).items() if k not in ("__dict__", "__weakref__")}
    ours = record(**options)(type(cls.__name__, (), {k: copy.copy(v) for k, v in bare.items()}))
    theirs = dataclass(**options)(type(cls.__name__, (), {k: copy.copy(v) for k, v in bare.items()}))  # type: ignore[call-overload]
    return ours, theirs


@pytest.mark.parametrize("options", OPTIONS, ids=str)
@pytest.mark.parametrize(("cls", "args", "named"), ARGUMENTS)
def test_a_record_is_made_shown_compared_and_changed_as_a_dataclass(
    cls: type, args: tuple[Any, ...], named: dict[str, Any], options: dict[str, bool]
) -> None:
    ours, theirs = both(cls, options)
    one, other = ours(*args, **named), theirs(*args, **named)
    assert repr(one) == repr(other)
    assert asdict(one) == asdict(other)
    assert [f.name for f in fields(ours)] == [f.name for f in fields(theirs)]
    assert ours.__match_args__ == theirs.__match_args__
    assert (one == ours(*args, **named)) is (other == theirs(*args, **named))
    assert one != other
    changed = replace(one, a=9)
    assert (changed == one) is (replace(other, a=9) == other)
    assert asdict(changed) == asdict(replace(other, a=9))
    assert asdict(copy.copy(one)) == asdict(one)
    assert hasattr(one, "__dict__") is hasattr(other, "__dict__")
    assert (ours.__hash__ is None) is (theirs.__hash__ is None)


@pytest.mark.parametrize("options", OPTIONS, ids=str)
@pytest.mark.parametrize(("cls", "args", "named"), WRONG)
def test_arguments_that_do_not_fit_a_record_are_refused(
    cls: type, args: tuple[Any, ...], named: dict[str, Any], options: dict[str, bool]
) -> None:
    for made in both(cls, options):
        with pytest.raises(TypeError):
            made(*args, **named)


def test_a_frozen_record_stays_as_it_was_made() -> None:
    ours, _ = both(Plain, {})
    one = ours(1)
    for change in (lambda: setattr(one, "a", 2), lambda: delattr(one, "a"), lambda: setattr(one, "c", 2)):
        with pytest.raises(FrozenInstanceError):
            change()
    assert hash(one) == hash(ours(1))
    pairs = both(Uncompared, {})[0]
    assert pairs(1, (2,)) == pairs(1)
    assert hash(pairs(1, (2,))) == hash(pairs(1))


@record
class Sent:
    """What goes to another process."""

    a: int
    b: str = "x"
    c: tuple[int, ...] = field(default=(), compare=False)


@record
class Longer(Sent):
    d: int = 4


def test_records_inherit_fields_and_come_back_from_another_process() -> None:
    one = Longer(1, c=(2,), d=5)
    there = pickle.loads(pickle.dumps(one))
    assert (there, there.c) == (one, (2,))
    assert [f.name for f in fields(Longer)] == ["a", "b", "c", "d"]
    assert Longer.__slots__ == ("d",)  # type: ignore[attr-defined]
    match one:
        case Longer(a, b, c, d):
            assert (a, b, c, d) == (1, "x", (2,), 5)
