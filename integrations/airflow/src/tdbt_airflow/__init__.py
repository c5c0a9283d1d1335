"""Run tdbt in Apache Airflow: an operator for its commands, and a task group of any manifest."""

from .operator import TdbtOperator
from .task_group import run_params, tdbt_task_group

__all__ = ["TdbtOperator", "run_params", "tdbt_task_group"]
