"""A condition on the rows of a table, ``p_mg > 0.4 and class == "GALAXY"``, that cannot run code."""

import ast
import difflib
import keyword
import operator
import re
from collections.abc import Callable, Sequence
from functools import partial, reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deepgalaxy.core.errors import WrongUse
from deepgalaxy.surveys.tables.cells import Chunk, as_numbers, as_text

MOST_CHARACTERS = 10_000

_ARITHMETIC: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: lambda left, right: (left < right) | (left > right),  # true of nothing unknown
}
_LOGIC: dict[type[ast.boolop], Callable[[Any, Any], Any]] = {ast.And: operator.and_, ast.Or: operator.or_}

Rows = NDArray[np.bool_]
Of = Callable[[Chunk], Any]


class RowFilter:
    """A condition on the columns of a table.

    Columns are named as in the table, in any case, those with odd characters too
    (``merging_major-disturbance_fraction``); put spaces around operators. There are numbers, text in quotes,
    ``+ - * /``, comparisons (``0.2 < p_mg <= 0.4``), ``and``, ``or``, ``not`` and parentheses. An
    unknown number compares with nothing; unknown text is empty.

    Parameters
    ----------
    condition : str
        As the user wrote it: ``p_mg > 0.4 and nvote >= 20``.
    names : sequence of str
        The table's columns.

    Raises
    ------
    WrongUse
        If the condition cannot be read, names a column that is not there, or is anything but a condition.
    """

    def __init__(self, condition: str, names: Sequence[str]) -> None:
        self._shown = condition if len(condition) <= 80 else f"{condition[:77]}…"
        if len(condition) > MOST_CHARACTERS:
            raise self._wrong(f"longer than {MOST_CHARACTERS:,} characters")
        odd = [name for name in names if name and _is_odd(name)]
        self._words = {f"odd_{number}_": name for number, name in enumerate(odd)}
        self._listed = ", ".join(names)
        self._names = {name.lower(): name for name in reversed(names)} | {name: name for name in names}
        try:
            tree = ast.parse(self._without_odd_names(condition).strip(), mode="eval")
            self._rows = self._condition(tree.body)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            raise self._wrong("it cannot be read; write for example: p_mg > 0.4 and p_edge < 0.1") from error

    def rows(self, chunk: Chunk) -> Rows:
        """Return which rows of a chunk fulfil the condition.

        Parameters
        ----------
        chunk : Chunk
            Some rows of the table.

        Returns
        -------
        ndarray of bool, shape (N,)
            True for each row that does.

        Raises
        ------
        WrongUse
            If the column of a number holds text.
        """
        with np.errstate(all="ignore"):
            return np.broadcast_to(self._rows(chunk), chunk.rows.shape)

    def _without_odd_names(self, condition: str) -> str:
        """Replace columns that Python cannot parse, ``has-bar``, ``Class1.1`` or ``class``, by words."""
        words = {name.lower(): word for word, name in self._words.items()}
        if not words:
            return condition
        longest_first = "|".join(re.escape(name) for name in sorted(words, key=len, reverse=True))
        pattern = rf"""("[^"]*"|'[^']*')|(?<![\w.-])({longest_first})(?![\w.-])"""
        return re.sub(
            pattern, lambda found: found[1] or words[found[2].lower()], condition, flags=re.IGNORECASE
        )

    def _condition(self, node: ast.expr) -> Of:
        match node:
            case ast.BoolOp(op=logic, values=parts):
                return reduce(partial(_both, _LOGIC[type(logic)]), map(self._condition, parts))
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                negated = self._condition(operand)
                return lambda chunk: np.logical_not(negated(chunk))
            case ast.Compare(left=left, ops=ops, comparators=others):
                steps = map(self._comparison, [left, *others], ops, others)
                return reduce(partial(_both, operator.and_), steps)
        raise self._wrong(f"{self._source(node)} is no comparison, as p_mg > 0.4 is one")

    def _comparison(self, left: ast.expr, op: ast.cmpop, right: ast.expr) -> Of:
        if type(op) not in _COMPARISONS:
            raise self._wrong("compare with < <= > >= == or !=")
        is_text = any(isinstance(s, ast.Constant) and isinstance(s.value, str) for s in (left, right))
        side = self._text if is_text else self._number
        compared = _both(_COMPARISONS[type(op)], side(left), side(right))
        return lambda chunk: np.ma.filled(compared(chunk), False)  # an unknown number compares with nothing

    def _text(self, node: ast.expr) -> Of:
        match node:
            case ast.Constant(value=str(value)):
                return lambda _: np.str_(value)
            case ast.Name(id=name):
                column = self._column(name)
                return lambda chunk: as_text(chunk.column(column))
        raise self._wrong(f"{self._source(node)} is compared with text")

    def _number(self, node: ast.expr) -> Of:
        match node:
            case ast.Constant(value=int(value) | float(value)) if abs(value) < 2**63:
                return lambda _: np.int64(value) if isinstance(value, int) else np.float64(value)
            case ast.Name(id=name):
                column = self._column(name)
                return lambda chunk: self._numbers(chunk, column)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                negative = self._number(operand)
                return lambda chunk: -negative(chunk)
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _ARITHMETIC:
                return _both(_ARITHMETIC[type(op)], self._number(left), self._number(right))
        raise self._wrong(f"{self._source(node)} is neither a column, nor a number, nor text in quotes")

    def _numbers(self, chunk: Chunk, column: str) -> NDArray[Any]:
        try:
            return as_numbers(chunk.column(column))
        except ValueError as error:
            values = as_text(chunk.column(column)).tolist()
            example = next((value for value in values if value and not _is_number(value)), "")
            raise self._wrong(
                f'column {column} holds text: compare it with text, as in {column} == "…"; '
                f"it has {example[:40]!r}"
            ) from error

    def _column(self, name: str) -> str:
        found = self._words.get(name) or self._names.get(name) or self._names.get(name.lower())
        if found is None:
            close = difflib.get_close_matches(name.lower(), self._names, n=3)
            there = f"did you mean {' or '.join(close)}?" if close else f"there is {self._listed:.500}"
            raise self._wrong(f"no column {name}; {there}")
        return found

    def _source(self, node: ast.expr) -> str:
        return re.sub(r"odd_\d+_", lambda found: self._words.get(found[0], found[0]), ast.unparse(node))

    def _wrong(self, what: str) -> WrongUse:
        return WrongUse(f"where {self._shown}: {what}")


def _is_odd(name: str) -> bool:
    readable = name.isascii() and name.isidentifier() and not keyword.iskeyword(name.lower())
    return not readable and name.lower() not in ("and", "or", "not")


def _is_number(value: str) -> bool:
    try:
        return float(value) == float(value)
    except ValueError:
        return False


def _both(combine: Callable[[Any, Any], Any], left: Of, right: Of) -> Of:
    return lambda chunk: combine(left(chunk), right(chunk))
