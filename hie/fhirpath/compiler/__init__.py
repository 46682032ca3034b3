"""The compiler of expressions to Python source."""

from hie.fhirpath.compiler.source import Snippet, SourceCompiler

__all__ = ["Snippet", "SourceCompiler"]
