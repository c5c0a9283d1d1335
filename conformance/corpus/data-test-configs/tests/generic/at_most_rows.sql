{% test at_most_rows(model, count) %}
{{ config(severity='warn') }}
select * from (select count(*) as n from {{ model }}) as c where n > {{ count }}
{% endtest %}
