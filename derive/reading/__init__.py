"""Text to expressions: one notation for problem files, questions and what the program prints itself."""

from derive.reading.build import Scope, Unsized, read, read_equation
from derive.reading.parse import parse

__all__ = ["Scope", "Unsized", "parse", "read", "read_equation"]
