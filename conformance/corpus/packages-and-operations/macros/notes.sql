{% macro make_log() %}{% do run_query('create table ' ~ target.schema ~ '.log (what text)') %}{% endmacro %}

{% macro note(what, times=1) %}
  {% for word in what %}
    {% call statement('noted_' ~ loop.index) %}
      insert into {{ target.schema }}.log values ('{{ word }} {{ times }} {{ flags.WHICH }} {{ ref('walls').name }} {{ graph.nodes | length }}')
    {% endcall %}
  {% endfor %}
{% endmacro %}

{% macro note_and_fail(what) %}
  {% do note([what]) %}
  {{ exceptions.raise_compiler_error('as it was meant') }}
{% endmacro %}

{% macro note_in_transaction(what, end=none) %}
  {% do run_query('begin') %}
  {% do run_query("insert into " ~ target.schema ~ ".log values ('" ~ what ~ "')") %}
  {% if end %}{% do run_query(end) %}{% endif %}
{% endmacro %}
