/** What `dbt ls` of dbt 1.11 lists for these flags in the project of shop.ts, by topic. */
export const dbtAnswers: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  names: {
    '--select *':
      'blank countries crm_not_null customer_exists customer_not_null customers_not_null customers_unique dim_customers event_days fct_in_seed fct_in_source fct_orders fct_unique int.daily int_order_payments no_parents orders_have_customers orders_snapshot report report_not_null stg_customers stg_events stg_orders stg_payments weekly_board',
    '--select fqn:*':
      'blank countries crm_not_null customer_exists customer_not_null customers_not_null customers_unique dim_customers event_days fct_in_seed fct_in_source fct_orders fct_unique int.daily int_order_payments no_parents orders_have_customers orders_snapshot report report_not_null stg_customers stg_events stg_orders stg_payments weekly_board',
    '--select report': 'report report_not_null',
    '--select stg_orders': 'customer_exists customer_not_null stg_orders',
    '--select shop --resource-type model':
      'blank dim_customers fct_orders int.daily int_order_payments report stg_customers stg_orders stg_payments',
    '--select shop.staging --resource-type model': 'stg_customers stg_orders stg_payments',
    '--select staging --resource-type model': 'stg_customers stg_events stg_orders stg_payments',
    '--select staging.* --resource-type model': 'stg_customers stg_events stg_orders stg_payments',
    '--select shop.marts.core.* --resource-type model': 'dim_customers fct_orders',
    '--select shop.marts.c* --resource-type model': 'dim_customers fct_orders',
    '--select marts.core.fct_orders': 'fct_in_seed fct_in_source fct_orders fct_unique orders_have_customers',
    '--select stg_* --resource-type model': 'stg_customers stg_events stg_orders stg_payments',
    '--select *_orders --resource-type model': 'fct_orders stg_orders',
    '--select stg_order? --resource-type model': 'stg_orders',
    '--select stg_[op]* --resource-type model': 'stg_orders stg_payments',
    '--select stg_[!o]* --resource-type model': 'stg_customers stg_events stg_payments',
    '--select int.daily --resource-type model': 'int.daily',
    '--select intermediate.int.daily --resource-type model': 'int.daily',
    '--select daily --resource-type model': '',
    '--select int* --resource-type model': 'int.daily int_order_payments',
    '--select STG_ORDERS': '',
    '--select shop.stag': '',
    '--select *.staging.* --resource-type model': 'stg_customers stg_events stg_orders stg_payments',
    '--select events.staging.stg_events': 'stg_events',
    '--select weekly_board': 'weekly_board',
    '--select orders_snapshot': 'orders_snapshot',
    '--select orders_snapshot.orders_snapshot': 'orders_snapshot',
    '--select countries': 'countries fct_in_seed',
    '--select fct_unique': 'fct_unique',
    '--select negative_ids --resource-type all': 'negative_ids',
    '--select negative_ids': '',
    '--select nope': '',
    '--select fct_orders': 'fct_in_seed fct_in_source fct_orders fct_unique orders_have_customers',
    '--select marts':
      'blank dim_customers fct_in_seed fct_in_source fct_orders fct_unique orders_have_customers report report_not_null weekly_board',
    '--select blank': 'blank',
  },
  'everything, by resource type': {
    '': 'blank countries crm.customers crm_not_null customer_exists customer_not_null customers_not_null customers_unique dim_customers event_days fct_in_seed fct_in_source fct_orders fct_unique int.daily int_order_payments no_parents orders_have_customers orders_snapshot report report_not_null shop_db.orders shop_db.payments stg_customers stg_events stg_orders stg_payments weekly_board',
    '--resource-type all':
      'blank countries crm.customers crm_not_null customer_exists customer_not_null customers_not_null customers_unique dim_customers event_days fct_in_seed fct_in_source fct_orders fct_unique int.daily int_order_payments negative_ids no_parents orders_have_customers orders_snapshot report report_not_null shop_db.orders shop_db.payments stg_customers stg_events stg_orders stg_payments weekly_board',
    '--resource-type model':
      'blank dim_customers event_days fct_orders int.daily int_order_payments report stg_customers stg_events stg_orders stg_payments',
    '--resource-type test source':
      'crm.customers crm_not_null customer_exists customer_not_null customers_not_null customers_unique fct_in_seed fct_in_source fct_unique no_parents orders_have_customers report_not_null shop_db.orders shop_db.payments',
    '--exclude-resource-type test':
      'blank countries crm.customers dim_customers event_days fct_orders int.daily int_order_payments orders_snapshot report shop_db.orders shop_db.payments stg_customers stg_events stg_orders stg_payments weekly_board',
    '--resource-type default --exclude-resource-type model test':
      'countries crm.customers orders_snapshot shop_db.orders shop_db.payments weekly_board',
  },
  'graph operators': {
    '--select +report --resource-type model':
      'dim_customers event_days fct_orders int.daily int_order_payments report stg_customers stg_events stg_orders stg_payments',
    '--select stg_orders+ --resource-type model':
      'dim_customers fct_orders int.daily int_order_payments report stg_orders',
    '--select 1+report --resource-type model': 'dim_customers event_days fct_orders report',
    '--select stg_orders+1 --resource-type model snapshot': 'int_order_payments orders_snapshot stg_orders',
    '--select 2+fct_orders+1 --resource-type model seed source':
      'countries fct_orders int.daily int_order_payments report',
    '--select 0+report --resource-type model': 'report',
    '--select +stg_orders+ --resource-type model source':
      'dim_customers fct_orders int.daily int_order_payments report shop_db.orders stg_orders',
    '--select @stg_customers --resource-type model source seed':
      'countries crm.customers dim_customers event_days fct_orders int.daily int_order_payments report shop_db.orders shop_db.payments stg_customers stg_events stg_orders stg_payments',
    '--select @snap': '',
    '--select @+stg_payments --resource-type model':
      'dim_customers event_days fct_orders int.daily int_order_payments report stg_customers stg_events stg_orders stg_payments',
    '--select +exposure:* --resource-type model exposure':
      'dim_customers event_days fct_orders int.daily int_order_payments report stg_customers stg_events stg_orders stg_payments weekly_board',
    '--select +report.sql+ --resource-type model exposure':
      'dim_customers event_days fct_orders int.daily int_order_payments report stg_customers stg_events stg_orders stg_payments weekly_board',
    '--select +': '',
    '--select @': '',
  },
  'tag, source, exposure, package, access, group, resource_type': {
    '--select tag:staging':
      'customer_exists customer_not_null customers_not_null customers_unique stg_customers stg_orders stg_payments',
    '--select tag:night* --resource-type model snapshot':
      'orders_snapshot stg_customers stg_orders stg_payments',
    '--select tag:slow': 'orders_have_customers',
    '--select tag:gdpr': 'crm.customers crm_not_null',
    '--select tag:hot': 'fct_in_source shop_db.orders',
    '--select tag:board': 'weekly_board',
    '--select tag:it[x]': '',
    '--select tag:vendor+ --resource-type model': 'event_days report stg_events',
    '--select source:shop_db': 'fct_in_source shop_db.orders shop_db.payments',
    '--select source:shop_db.orders': 'fct_in_source shop_db.orders',
    '--select source:shop_db.orders+ --resource-type source model':
      'dim_customers fct_orders int.daily int_order_payments report shop_db.orders stg_orders',
    '--select source:shop.crm.*': 'crm.customers crm_not_null',
    '--select source:*': 'crm.customers crm_not_null fct_in_source shop_db.orders shop_db.payments',
    '--select source:other': '',
    '--select exposure:weekly_board': 'weekly_board',
    '--select exposure:shop.weekly_board': 'weekly_board',
    '--select package:events': 'event_days stg_events',
    '--select package:this --resource-type model':
      'blank dim_customers fct_orders int.daily int_order_payments report stg_customers stg_orders stg_payments',
    '--select package:* --resource-type model':
      'blank dim_customers event_days fct_orders int.daily int_order_payments report stg_customers stg_events stg_orders stg_payments',
    '--select package:nope': '',
    '--select resource_type:seed': 'countries fct_in_seed',
    '--select resource_type:test':
      'crm_not_null customer_exists customer_not_null customers_not_null customers_unique fct_in_seed fct_in_source fct_unique no_parents orders_have_customers report_not_null',
    '--select resource_type:exposure': 'weekly_board',
    '--select resource_type:metric': '',
    '--select resource_type:operation --resource-type all': '',
    '--select access:private': 'fct_in_seed fct_in_source fct_orders fct_unique orders_have_customers',
    '--select access:pro*': '',
    '--select access:protected --resource-type model':
      'blank dim_customers event_days int.daily int_order_payments stg_customers stg_events stg_orders stg_payments',
    '--select group:finance --resource-type model test':
      'fct_in_seed fct_in_source fct_orders fct_unique orders_have_customers report report_not_null',
    '--select group:f* --resource-type model': 'fct_orders report',
    '--select tag:': '',
    '--select :x': '',
  },
  'unions and intersections': {
    '--select +tag:mart,tag:hourly --resource-type model': 'report',
    '--select path:models/{staging,marts} --resource-type model': '',
    '--select package:ev*,tag:vendor': 'event_days stg_events',
    '--select stg_orders stg_payments --resource-type model': 'stg_orders stg_payments',
    '--select tag:staging,config.materialized:view report --resource-type model':
      'report stg_customers stg_orders stg_payments',
    '--select stg_orders+,report --resource-type model': 'report',
    '--select tag:mart,tag:staging': '',
    '--select tag:staging, stg_orders --resource-type model': 'stg_orders',
    '--select stg_orders,': '',
    '--select nope report --resource-type model': 'report',
    '--select stg_orders,customers_unique': '',
    '--select stg_orders,stg_customers': 'customer_exists',
  },
  paths: {
    '--select path:models/staging --resource-type model source':
      'crm.customers shop_db.orders shop_db.payments stg_customers stg_events stg_orders stg_payments',
    '--select models/staging --resource-type model': 'stg_customers stg_events stg_orders stg_payments',
    '--select models/staging/ --resource-type model': 'stg_customers stg_events stg_orders stg_payments',
    '--select ./models/marts --resource-type model': 'blank dim_customers fct_orders report',
    '--select models/staging/*.sql --resource-type model': 'stg_customers stg_orders stg_payments',
    '--select models/**/stg_o* --resource-type model': 'stg_orders',
    '--select models/** --resource-type model':
      'blank dim_customers event_days fct_orders int.daily int_order_payments report stg_customers stg_events stg_orders stg_payments',
    '--select **/*.sql --resource-type all':
      'blank customer_exists customer_not_null customers_not_null customers_unique dim_customers fct_in_seed fct_in_source fct_orders fct_unique int.daily int_order_payments negative_ids no_parents orders_have_customers orders_snapshot report report_not_null stg_customers stg_orders stg_payments',
    '--select path:models/marts/core/fct_orders.sql':
      'fct_in_seed fct_in_source fct_orders fct_unique orders_have_customers',
    '--select path:models/staging/staging.yml':
      'crm.customers crm_not_null customer_exists customer_not_null customers_not_null customers_unique fct_in_source shop_db.orders shop_db.payments stg_customers stg_orders',
    '--select path:models/marts/marts.yml --resource-type model exposure': 'fct_orders report weekly_board',
    '--select path:models/*/core --resource-type model': 'dim_customers fct_orders',
    '--select path:models/extra': '',
    '--select path:models --resource-type model':
      'blank dim_customers event_days fct_orders int.daily int_order_payments report stg_customers stg_events stg_orders stg_payments',
    '--select path:* --resource-type model seed snapshot':
      'blank countries dim_customers event_days fct_orders int.daily int_order_payments orders_snapshot report stg_customers stg_events stg_orders stg_payments',
    '--select path:nowhere/x': '',
    '--select path:..': '',
    '--select path:models/st[aeiou]ging --resource-type model':
      'stg_customers stg_events stg_orders stg_payments',
    '--select +models/marts/report.sql --resource-type model':
      'dim_customers event_days fct_orders int.daily int_order_payments report stg_customers stg_events stg_orders stg_payments',
  },
  exclude: {
    '--select models/marts/ --exclude models/marts/core --resource-type model': 'blank report',
    '--exclude nope --resource-type seed': 'countries',
    '--exclude tag:staging --resource-type model':
      'blank dim_customers event_days fct_orders int.daily int_order_payments report stg_events',
    '--exclude stg_orders+ --resource-type model seed':
      'blank countries event_days stg_customers stg_events stg_payments',
    '--exclude package:events tag:mart --resource-type model':
      'int.daily int_order_payments stg_customers stg_orders stg_payments',
    '--select report --exclude report': '',
    '--select stg_orders --exclude test_type:generic': 'stg_orders',
    '--select stg_orders stg_customers --exclude stg_customers': 'customer_not_null stg_orders',
    '--select report+ --exclude exposure:*': 'report report_not_null',
  },
  files: {
    '--select file:stg_orders.sql': 'customer_exists customer_not_null stg_orders',
    '--select stg_orders.sql': 'customer_exists customer_not_null stg_orders',
    '--select STG_ORDERS.SQL': '',
    '--select countries.csv': 'countries fct_in_seed',
    '--select file:stg_* --resource-type model': 'stg_customers stg_events stg_orders stg_payments',
    '--select file:int.daily --resource-type model': 'int.daily',
    '--select file:staging.yml':
      'crm.customers crm_not_null customer_exists customer_not_null customers_not_null customers_unique fct_in_source shop_db.orders shop_db.payments',
    '--select file:marts': 'fct_in_seed fct_in_source fct_unique report_not_null weekly_board',
  },
  config: {
    '--select config.materialized:incremental':
      'fct_in_seed fct_in_source fct_orders fct_unique orders_have_customers',
    '--select config.materialized:view --resource-type model':
      'event_days int_order_payments stg_customers stg_events stg_orders stg_payments',
    '--select config.unique_key:day --resource-type model': 'fct_orders',
    '--select config.severity:WARN': 'customer_not_null orders_have_customers',
    '--select config.severity:error --resource-type test':
      'crm_not_null customer_exists customers_not_null customers_unique fct_in_seed fct_in_source fct_unique no_parents report_not_null',
    '--select config.meta.owner:finance --resource-type model': 'blank dim_customers fct_orders report',
    '--select config.meta.level:3 --resource-type model': '',
    '--select config.enabled:TRUE --resource-type model':
      'blank dim_customers event_days fct_orders int.daily int_order_payments report stg_customers stg_events stg_orders stg_payments',
    '--select config.tags:hourly --resource-type model': 'report',
    '--select config.meta.a.b:x': '',
    '--select config.nope:x': '',
    '--select config:table': '',
    '--select config.materialized:inc*': '',
    '--select config.quote_columns:none': '',
    '--select config.strategy:check': 'orders_snapshot',
  },
  'test_name and test_type': {
    '--select test_name:unique': 'customers_unique fct_unique',
    '--select test_name:not_*': 'crm_not_null customer_not_null customers_not_null report_not_null',
    '--select test_name:nope': '',
    '--select test_type:generic':
      'crm_not_null customer_exists customer_not_null customers_not_null customers_unique fct_in_seed fct_in_source fct_unique report_not_null',
    '--select test_type:schema':
      'crm_not_null customer_exists customer_not_null customers_not_null customers_unique fct_in_seed fct_in_source fct_unique report_not_null',
    '--select test_type:singular': 'no_parents orders_have_customers',
    '--select test_type:data':
      'crm_not_null customer_exists customer_not_null customers_not_null customers_unique fct_in_seed fct_in_source fct_unique no_parents orders_have_customers report_not_null',
    '--select test_type:unit': '',
  },
  'tests of what is selected': {
    '--select stg_orders stg_customers --exclude stg_customers --indirect-selection cautious':
      'customer_exists customer_not_null stg_orders',
    '--select stg_orders stg_customers --exclude stg_customers --indirect-selection buildable':
      'customer_exists customer_not_null stg_orders',
    '--select stg_orders stg_customers --exclude stg_customers --indirect-selection empty': 'stg_orders',
    '--select stg_customers --indirect-selection cautious':
      'customers_not_null customers_unique stg_customers',
    '--select stg_orders --indirect-selection cautious': 'customer_not_null stg_orders',
    '--select stg_orders stg_customers --indirect-selection cautious':
      'customer_exists customer_not_null customers_not_null customers_unique stg_customers stg_orders',
    '--select stg_orders --indirect-selection buildable': 'customer_not_null stg_orders',
    '--select fct_orders --indirect-selection buildable': 'fct_in_seed fct_in_source fct_orders fct_unique',
    '--select fct_orders --indirect-selection cautious': 'fct_orders fct_unique',
    '--select fct_orders source:shop_db --indirect-selection cautious':
      'fct_in_source fct_orders fct_unique shop_db.orders shop_db.payments',
    '--select fct_orders countries --indirect-selection cautious':
      'countries fct_in_seed fct_orders fct_unique',
    '--select fct_orders --indirect-selection empty': 'fct_orders',
    '--select report --indirect-selection buildable': 'report report_not_null',
    '--select dim_customers fct_orders --indirect-selection buildable':
      'dim_customers fct_in_seed fct_in_source fct_orders fct_unique orders_have_customers',
    '--select tag:mart,fct_orders --indirect-selection buildable':
      'fct_in_seed fct_in_source fct_orders fct_unique',
    '--select tag:mart,config.materialized:incremental --indirect-selection cautious':
      'fct_orders fct_unique',
    '--select stg_orders,tag:staging stg_customers --indirect-selection cautious':
      'customer_exists customer_not_null customers_not_null customers_unique stg_customers stg_orders',
    '--select stg_orders,stg_customers --indirect-selection cautious': '',
    '--select stg_orders,stg_customers --indirect-selection buildable': '',
    '--select tag:staging --indirect-selection cautious --resource-type test':
      'customer_exists customer_not_null customers_not_null customers_unique',
    '--select no_parents --indirect-selection cautious': 'no_parents',
    '--select stg_customers --exclude customers_unique --indirect-selection cautious':
      'customers_not_null stg_customers',
    '--select staging --exclude stg_orders --indirect-selection cautious':
      'crm_not_null customer_exists customers_not_null customers_unique stg_customers stg_events stg_payments',
    '--select staging --exclude stg_orders --indirect-selection buildable':
      'crm_not_null customer_exists customers_not_null customers_unique stg_customers stg_events stg_payments',
    '--select +fct_orders --indirect-selection buildable --resource-type test':
      'customer_not_null fct_in_seed fct_in_source fct_unique',
  },
}
