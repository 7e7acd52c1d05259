"""What fails alone: one site, one booking, without stopping the others of a job."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class Failures:
    """Collects what fails and raises it when all were tried, so that the job is known to have failed.

    failures = Failures()
    for each in many:
        with failures.kept():
            await do(each)
    failures.throw()
    """

    def __init__(self) -> None:
        self._errors: list[Exception] = []

    @contextmanager
    def kept(self) -> Iterator[None]:
        """An exception in here is kept for the end."""
        try:
            yield
        except Exception as error:
            self._errors.append(error)

    def throw(self) -> None:
        """An ExceptionGroup of what failed, if anything did."""
        if self._errors:
            raise ExceptionGroup(f"{len(self._errors)} failed, the others were done", self._errors)
