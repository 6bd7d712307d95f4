"""The relations between responses, as checks of schemathesis, which loads this module."""

from __future__ import annotations

import os
from typing import Any

import schemathesis

from .coverage import check_insides, check_statuses
from .description import Kind
from .exchange import Asker, Target
from .relations.response import read
from .relations.witness import Witness


@schemathesis.check
class Relations:
    """Check every response with one witness, which reads the lists once more at the end."""

    def __init__(self) -> None:
        target = Target(os.environ["KPS_ENDPOINT"], os.environ["KPS_PROJECT_ID"], os.environ["KPS_TOKEN"])
        self._kind = Kind(os.environ["KPS_KIND"])
        self._witness = Witness(self._kind, target.project_id, Asker(target))

    def after_response(self, context: Any, response: Any, case: Any) -> None:
        """Check one response."""
        if response.request.method != "GET":
            return
        headers = {name: ", ".join(values) for name, values in response.headers.items()}
        self._witness.check(read(response.request.url, response.status_code, headers, response.content))

    def after_run(self, context: Any) -> None:
        """Check what only the whole run can show."""
        self._witness.look()
        if self._kind is Kind.MOCK:
            check_statuses(self._witness, self._kind, wrong_credentials=True)
            check_insides(self._witness)
        else:  # the survey sends other targets what they must refuse
            check_statuses(self._witness, Kind.LIVE, wrong_credentials=False)
