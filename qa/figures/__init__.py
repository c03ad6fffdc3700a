"""Numbers, shares, amounts, marks and dates in a text, as values."""

from qa.figures.reading import quantities
from qa.figures.values import Quantity, format_value, same_value

__all__ = ["Quantity", "format_value", "quantities", "same_value"]
