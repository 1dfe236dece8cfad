"""The budget: how much may be computed from somebody else's source to answer one question.

What is analysed was written by others, who may have made it so that sixty bytes keep a machine busy
for ever. So whatever computes from it pays for what it does, and where the budget ends, the answer
is that it is not known: the source is too large to analyse. Steps are counted and no seconds, so
that a file has the same findings on every machine, and on one that is busy with something else.
"""

from __future__ import annotations

TOO_LARGE = "too large to analyse"
"""Why something is unknown whose budget has ended."""

# So many statements within each other are followed, each of which takes some calls of Python.
_DEEPEST = 60
# A budget within another pays once in so many steps.
_STRETCH = 50_000


class TooLarge(Exception):
    """The budget has ended."""


class Budget:
    """The steps that may be spent on an answer.

    A step is what takes about a microsecond: looking at a node of a tree, making an item of a list,
    comparing two. ``within``: the budget of the question that this is a part of, which pays too.
    """

    def __init__(self, steps: int, *, within: Budget | None = None) -> None:
        self.spent = 0
        self._end = steps
        self._within = within
        self._reexported = 0
        self._is_over = False
        self._depth = 0
        self._next_look = _STRETCH
        self._stop = min(steps, _STRETCH)

    def spend(self, steps: int = 1) -> None:
        """Pay for so many steps. Raises ``TooLarge`` if there are not so many left."""
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
        """Let the budget that this is a part of pay for what has been spent by now."""
        if self._within is not None:
            self._within.spent += self.spent - self._reexported
            self._reexported = self.spent

    def go_deeper(self) -> bool:
        """Begin with what is within something; tell whether that is not too deep."""
        if self._depth >= _DEEPEST:
            return False
        self._depth += 1
        return True

    def come_back(self) -> None:
        """End what ``go_deeper`` has begun."""
        self._depth -= 1

    def narrow(self, steps: int) -> int:
        """Let no more than so many steps be spent on one thing; return what ``widen`` needs.

        Beyond, ``TooLarge`` is raised; ``is_spent`` tells whether nothing else can be done either.
        """
        end = self._end
        self._end = min(end, self.spent + steps)
        self._stop = min(self._end, self._next_look)
        return end

    def widen(self, end: int) -> None:
        """End what ``narrow`` has begun."""
        self._end = end
        self._stop = min(end, self._next_look)

    @property
    def is_spent(self) -> bool:
        """Whether nothing is left at all."""
        return self._is_over or self.spent > self._end
