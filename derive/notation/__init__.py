"""An expression in symbols: plain text that the reader reads back, and LaTeX."""

from derive.notation.latex import Latex
from derive.notation.plain import plain

__all__ = ["Latex", "plain"]
