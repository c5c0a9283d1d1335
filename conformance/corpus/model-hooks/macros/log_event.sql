{% macro log_event(what) %}insert into conformance.events (what, model, in_schema) values ('{{ what }}', '{{ this.identifier }}', '{{ this.schema }}'){% endmacro %}
