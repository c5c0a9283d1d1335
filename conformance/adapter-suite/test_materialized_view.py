"""Materialized views, and what a change of their indexes does to them."""

import pytest
from dbt.tests.adapter.materialized_view.basic import MaterializedViewBasic
from dbt.tests.adapter.materialized_view.changes import (
    MaterializedViewChanges,
    MaterializedViewChangesApplyMixin,
    MaterializedViewChangesContinueMixin,
    MaterializedViewChangesFailMixin,
)
from dbt.tests.adapter.materialized_view.files import MY_TABLE, MY_VIEW
from dbt.tests.util import get_model_file, set_model_file

indexed_by = """
{{{{ config(materialized='materialized_view', indexes=[{{'columns': ['{column}']}}]) }}}}
select * from {{{{ ref('my_seed') }}}}
"""

kinds = {"r": "table", "v": "view", "m": "materialized_view"}


def relation_type(project, relation):
    found = project.run_sql(f"select relkind from pg_class where oid = to_regclass('{relation}')", fetch="one")
    return kinds[found[0]] if found else None


def indexed_columns(project, relation):
    sql = f"""
        select string_agg(attname, ',') from pg_index
        join pg_attribute on attrelid = indrelid and attnum = any (indkey)
        where indrelid = '{relation}'::regclass group by indexrelid
    """
    return [row[0] for row in project.run_sql(sql, fetch="all")]


class OnPostgres:
    @pytest.fixture(scope="class", autouse=True)
    def models(self):
        return {
            "my_table.sql": MY_TABLE,
            "my_view.sql": MY_VIEW,
            "my_materialized_view.sql": indexed_by.format(column="id"),
        }

    @staticmethod
    def query_relation_type(project, relation):
        return relation_type(project, relation)


class TestMaterializedViewBasic(OnPostgres, MaterializedViewBasic):
    @staticmethod
    def insert_record(project, table, record):
        project.run_sql(f"insert into {table} (id, value) values ({record[0]}, {record[1]})")

    @staticmethod
    def refresh_materialized_view(project, materialized_view):
        project.run_sql(f"refresh materialized view {materialized_view}")

    @staticmethod
    def query_row_count(project, relation):
        return project.run_sql(f"select count(*) from {relation}", fetch="one")[0]


class Changes(OnPostgres, MaterializedViewChanges):
    @staticmethod
    def check_start_state(project, materialized_view):
        assert indexed_columns(project, materialized_view) == ["id"]

    @staticmethod
    def change_config_via_alter(project, materialized_view):
        model = get_model_file(project, materialized_view)
        set_model_file(project, materialized_view, model.replace("'id'", "'value'"))

    @staticmethod
    def check_state_alter_change_is_applied(project, materialized_view):
        assert indexed_columns(project, materialized_view) == ["value"]

    # An index is all that can change, and no change of it asks for a new view.
    @pytest.mark.skip("nothing on Postgres is changed by replacing")
    def test_change_is_applied_via_replace(self):
        pass

    @pytest.mark.skip("nothing on Postgres is changed by replacing")
    def test_change_is_not_applied_via_replace(self):
        pass


class TestMaterializedViewChangesApply(Changes, MaterializedViewChangesApplyMixin):
    pass


class TestMaterializedViewChangesContinue(Changes, MaterializedViewChangesContinueMixin):
    pass


class TestMaterializedViewChangesFail(Changes, MaterializedViewChangesFailMixin):
    pass
