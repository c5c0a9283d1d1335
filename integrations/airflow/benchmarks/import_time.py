"""Prints how long Airflow's DagBag takes for a file of a DAG, apart from what Airflow takes to be imported itself.

`python import_time.py FILE` in a process of its own, as Airflow's DAG processor reads each file in one.
"""

from __future__ import annotations

import json
import sys
import time


def main(file: str) -> None:
    begun = time.perf_counter()
    import airflow.sdk
    from airflow.dag_processing.dagbag import DagBag

    # They are loaded when they are first asked for, by every DAG's file alike.
    for name in ("DAG", "BaseOperator", "Context", "Param", "TaskGroup"):
        getattr(airflow.sdk, name)
    imported, processor = time.perf_counter(), time.process_time()
    bag = DagBag(file)
    read, processor = time.perf_counter(), time.process_time() - processor
    if bag.import_errors:
        sys.exit("\n".join(bag.import_errors.values()))
    tasks = sum(len(dag.tasks) for dag in bag.dags.values())
    print(json.dumps({"airflow": imported - begun, "dag": read - imported, "processor": processor, "tasks": tasks}))


if __name__ == "__main__":
    main(sys.argv[1])
