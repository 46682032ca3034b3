"""What can go wrong with an expression: its text, its meaning, its evaluation.

https://hl7.org/fhirpath/N1/#path-selection
"""


class FhirpathError(ValueError):
    """Any fault of an expression or of its evaluation."""


class FhirpathSyntaxError(FhirpathError):
    """The text is no FHIRPath expression; ``position`` is the offset of the fault in characters."""

    def __init__(self, message: str, text: str, position: int) -> None:
        before = text[:position]
        self.message = message
        self.position = position
        self.line = before.count("\n") + 1
        self.column = position - before.rfind("\n")
        super().__init__(f"{message} (line {self.line}, column {self.column})")


class FhirpathTypeError(FhirpathError):
    """The expression cannot mean anything: unknown function, element or type, wrong arguments."""


class FhirpathChoiceError(FhirpathTypeError):
    """An element of a choice has its JSON name (``valueString``), which FHIRPath does not know.

    ``element`` and ``type`` say what FHIRPath calls it: ``value.ofType(string)``.
    """

    element = ""
    type = ""


class EvaluationError(FhirpathError):
    """The expression is sound, but not for this input: several items where one is needed, and so on."""
