"""What Airflow 2 must be told to show the button of a task; Airflow 3 keeps it with the task."""

from __future__ import annotations

from airflow.plugins_manager import AirflowPlugin

from .operator import DocsLink


class TdbtPlugin(AirflowPlugin):
    name = "tdbt"
    operator_extra_links = [DocsLink()]  # noqa: RUF012
