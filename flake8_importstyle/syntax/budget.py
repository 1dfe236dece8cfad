"""The budget: how much work may be spent on other people's source to answer one question.

Sixty bytes of malicious source can keep a machine busy for ever. So all analysis pays for its work,
and when the budget is spent, the answer is unknown: the source is too large to analyse. Steps are
counted instead of seconds, so that a file has the same findings on any machine, however busy.
"""

from __future__ import annotations

TOO_LARGE = "too large to analyse"
"""The reason for an unknown answer whose budget was spent."""

# Follow statements nested at most this deeply: each takes several calls, and the stack is limited.
_DEEPEST = 60
# Charge the outer budget once every so many steps, as doing so for each would be slow.
_STRETCH = 50_000


class TooLarge(Exception):
    """The budget is spent."""


class Budget:
    """The steps that may be spent on an answer.

    A step takes about a microsecond: looking at a node of a tree, making an item of a list,
    comparing two items. ``within``: an outer budget, which is charged as well.
    """

    def __init__(self, steps: int, *, within: Budget | None = None) -> None:
        self.spent = 0
        self._end = steps
        self._within = within
        self._settled = 0
        self._is_over = False
        self._depth = 0
        self._next_look = _STRETCH
        self._stop = min(steps, _STRETCH)

    def spend(self, steps: int = 1) -> None:
        """Spend steps. Raises ``TooLarge`` if fewer are left."""
        self.spent += steps
        if self.spent > self._stop:
            self._look()

    def _look(self) -> None:
        if self.spent > self._next_look:
            self._next_look = self.spent + _STRETCH
            self.settle()
            self._is_over = self._within is not None and self._within.is_spent
        self._stop = min(self._end, self._next_look)
        if self.is_spent:
            raise TooLarge

    def settle(self) -> None:
        """Charge the outer budget for what has been spent since the last time."""
        if self._within is not None:
            self._within.spent += self.spent - self._settled
            self._settled = self.spent

    def go_deeper(self) -> bool:
        """Enter one more level of nesting; return False, entering none, if that is too deep."""
        if self._depth >= _DEEPEST:
            return False
        self._depth += 1
        return True

    def come_back(self) -> None:
        """Leave the level that ``go_deeper`` entered."""
        self._depth -= 1

    def narrow(self, steps: int) -> int:
        """Limit the next part of the work to ``steps`` steps; return the argument for ``widen``.

        Beyond that, ``TooLarge`` is raised; ``is_spent`` tells whether the whole budget is spent.
        """
        end = self._end
        self._end = min(end, self.spent + steps)
        self._stop = min(self._end, self._next_look)
        return end

    def widen(self, end: int) -> None:
        """End the limit that ``narrow`` set."""
        self._end = end
        self._stop = min(end, self._next_look)

    @property
    def is_spent(self) -> bool:
        """Whether the whole budget, or the outer one, is spent."""
        return self._is_over or self.spent > self._end
