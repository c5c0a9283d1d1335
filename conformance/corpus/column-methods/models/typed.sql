{{ config(materialized='table') }}
select
  1::smallint as a_smallint, 1 as an_integer, 1::bigint as a_bigint,
  1.5::numeric as a_numeric, 1.5::numeric(10, 2) as a_sized_numeric, 1.5::real as a_real, 1.5::double precision as a_double,
  'x'::text as a_text, 'x'::varchar as a_varchar, 'x'::varchar(12) as a_sized_varchar, 'x'::char(3) as a_char,
  true as a_boolean, '2024-01-02'::date as a_date, '2024-01-02'::timestamptz as a_timestamptz, '2024-01-02'::timestamp(3) as a_sized_timestamp, '01:02'::time as a_time,
  '1 day'::interval as an_interval, '{}'::json as a_json, '{}'::jsonb as a_jsonb, array[1, 2] as an_array, array['x'::varchar(5)] as a_text_array,
  'df1b22bb-c8b2-4eaf-9cff-fde70f0e37a7'::uuid as a_uuid, 'x'::bytea as bytes, '1.2.3.4'::inet as an_inet, 'x'::name as a_name, 'x'::"char" as a_single
