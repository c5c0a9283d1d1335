"""What Airflow 2.11, 3.0 and later ones have in different places: nothing else here knows which one it runs in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from airflow.sdk import DAG, BaseOperator, BaseOperatorLink, Context, Param, TaskGroup
    from airflow.sdk.exceptions import (
        AirflowException,
        AirflowFailException,
        AirflowSkipException,
        DownstreamTasksSkipped,
    )
    from airflow.sdk.log import mask_secret
    from airflow.sdk.types import TaskInstanceKey
else:
    TaskInstanceKey = Any
    try:
        from airflow.sdk import DAG, BaseOperator, BaseOperatorLink, Context, Param, TaskGroup
    except ImportError:  # 2.11
        from airflow.models.baseoperator import BaseOperator
        from airflow.models.baseoperatorlink import BaseOperatorLink
        from airflow.models.dag import DAG
        from airflow.models.param import Param
        from airflow.utils.context import Context
        from airflow.utils.task_group import TaskGroup
    try:
        from airflow.sdk.exceptions import AirflowException, AirflowFailException, AirflowSkipException
    except ImportError:  # 2.11, and 3 before 3.2
        from airflow.exceptions import AirflowException, AirflowFailException, AirflowSkipException
    try:
        from airflow.sdk.exceptions import DownstreamTasksSkipped
    except ImportError:
        try:
            from airflow.exceptions import DownstreamTasksSkipped
        except ImportError:  # 2.11
            DownstreamTasksSkipped = None
    try:
        from airflow.sdk.log import mask_secret
    except ImportError:
        try:
            from airflow.sdk.execution_time.secrets_masker import mask_secret  # 3.0
        except ImportError:  # 2.11
            from airflow.utils.log.secrets_masker import mask_secret

__all__ = [
    "DAG",
    "AirflowException",
    "AirflowFailException",
    "AirflowSkipException",
    "BaseOperator",
    "BaseOperatorLink",
    "Context",
    "Param",
    "TaskGroup",
    "TaskInstanceKey",
    "mask_secret",
    "skip_tasks",
    "task_states",
]


def skip_tasks(context: Context, task_ids: Sequence[str]) -> None:
    """Marks tasks of this DAG run as skipped, all at once. Airflow 3 is told by what is raised: call it last."""
    if not task_ids:
        return
    if DownstreamTasksSkipped is not None:
        skipped: Any = DownstreamTasksSkipped
        raise skipped(tasks=list(task_ids))
    task: Any = context["task"]
    run: Any = context["dag_run"]
    import_module("airflow.models.skipmixin").SkipMixin().skip(
        run, run.logical_date, [task.dag.get_task(task_id) for task_id in task_ids]
    )


def task_states(context: Context, task_ids: Sequence[str]) -> Mapping[str, str | None]:
    """The states of tasks of this DAG run, by their ids."""
    instance: Any = context["ti"]
    if hasattr(instance, "get_task_states"):
        states = instance.get_task_states(dag_id=instance.dag_id, task_ids=list(task_ids), run_ids=[instance.run_id])
        found: Mapping[str, str | None] = states.get(instance.run_id, {})
        return found
    run: Any = context["dag_run"]
    wanted = set(task_ids)
    return {other.task_id: other.state for other in run.get_task_instances() if other.task_id in wanted}
