{% macro note_end(results) %}
  {% if execute %}
  {% for result in results %}
  insert into {{ target.schema }}.notes values ('{{ result.node.unique_id }} {{ result.status }} {{ result.failures }}');
  {% endfor %}
  {% endif %}
{% endmacro %}

{% macro note_shape(results) %}
  {% if execute %}
  {% for result in results | sort(attribute='node.unique_id') %}
  {% set all = result.to_dict() %}
  {% set some = result.to_dict(omit_none=True) %}
  {% set node = result.node %}
  {% set facts = [
    result['status'], result['node'].name, result.get is defined, result is mapping, result.message, result.adapter_response,
    result.unique_id is defined, result.thread_id is string, result.execution_time is number,
    result.timing | map(attribute='name') | list, result.timing[0].started_at.strftime('%Y') | length,
    result.timing | selectattr('name', 'equalto', 'execute') | list | length,
    all.timing[0].completed_at is string, all.status, all.node.unique_id, all.keys() | list, some.keys() | list,
    node.get is defined, node is mapping, node.resource_type == 'model', node.config.materialized,
    node.config.get('materialized'), node.depends_on.nodes, node.columns.keys() | list, node.compiled_code,
    node.config.nothing is none, node.config['nothing'] is none, node.config.get('nothing', 1), node.config.pre_hook,
    builtins.ref.config.vars.to_dict(), builtins.ref.config.vars is mapping,
    node.relation_name == node.to_dict()['relation_name'], node.to_dict(omit_none=True)['group'] is defined,
  ] %}
  insert into {{ target.schema }}.notes values ($${{ facts | join('; ') }}$$);
  {% endfor %}
  {% endif %}
{% endmacro %}

{% macro note_flags() %}
  {% set args = invocation_args_dict %}
  {% set facts = [
    args.which, args.select | list, args.exclude | list, args.vars, args.full_refresh is defined, args.fail_fast is defined,
    args.empty, args.indirect_selection, args.introspect, args.version_check, args.write_json, args.invocation_command is string,
    args.resource_types | list, args.project_dir is string, flags.VERSION_CHECK, flags.INTROSPECT, flags.CACHE_SELECTED_ONLY,
  ] %}
  insert into {{ target.schema }}.notes values ($${{ facts | join('; ') }}$$);
{% endmacro %}
