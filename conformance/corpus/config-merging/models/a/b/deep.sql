{{ config(grants={'+select': ['pg_monitor']}, alias='deep_alias', unique_key=['id']) }}
-- {{ config.get('my_own') }} {{ config.get('alias') }} {{ config.get('nothing', default='dflt') }}
select 3 as id, '{{ config.get('meta').level if execute else '' }}' as level
