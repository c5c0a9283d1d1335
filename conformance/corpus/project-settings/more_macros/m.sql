{% macro own_comment(node) %}{"node": "{{ node.unique_id if node else 'none' }}", "by": "{{ target.name }}"}{% endmacro %}
{% macro hook_macro(what) %}
  {% if execute %}{% do run_query("insert into hook_log values ('macro', '" ~ what ~ "')") %}{% endif %}
{% endmacro %}
