"""What a format's writer gets: the document, set when it is first asked for, and what it was made of."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from derive.documents.blocks import Document
from derive.documents.formats import Choices, format_of
from derive.documents.own_templates import told_with_place

if TYPE_CHECKING:
    from derive.solving.derivation import Derivation
    from derive.solving.proof import Proof


class Manuscript:
    """A document on its way to a format; `whole` is the template's name, `solution` or `report`.

    A report is made of no derivation of its own.
    """

    def __init__(
        self,
        compose: Callable[[], Document],
        whole: str = "solution",
        choices: Choices | None = None,
        derivation: Derivation | None = None,
        proof: Proof | None = None,
    ) -> None:
        self.compose = compose
        self.whole = whole
        self.choices = choices or Choices()
        self.derivation = derivation
        self.proof = proof

    @cached_property
    def document(self) -> Document:
        return self.compose()

    def written(self, form: str) -> str | bytes:
        """The document in a format.  Errors: a format that does not exist, templates that cannot be found."""
        row = format_of(form)
        with told_with_place(self.choices.templates):
            return row.write(row, self)
