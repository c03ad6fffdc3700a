"""Numbers, shares, amounts, marks and dates in a text, as values."""

from qa.figures.reading import quantities
from qa.figures.values import Quantity, based, format_value, same_value

__all__ = ["Quantity", "based", "format_value", "quantities", "same_value"]
