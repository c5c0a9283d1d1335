import type { Manifest } from '../../src/manifest/manifest.js'
import { exposure, manifestOf, node, source } from '../graph/manifest-of.js'

const staging = {
  folders: ['staging'],
  tags: ['staging', 'nightly'],
}
const stagingTest = { file: 'models/staging/staging.yml', folders: ['staging'] }
const martsTest = { file: 'models/marts/marts.yml', folders: ['marts'] }
const mart = { materialized: 'table', meta: { owner: 'finance', level: 3 } }

/** A shop with an installed package `events`. Real dbt was asked what each selection gives for the same project. */
export const shop: Manifest = manifestOf([
  source('crm.customers', { file: 'models/staging/staging.yml', tags: ['gdpr'] }),
  source('shop_db.orders', { file: 'models/staging/staging.yml', tags: ['hot'] }),
  source('shop_db.payments', { file: 'models/staging/staging.yml' }),
  node('seed', 'countries', { file: 'seeds/countries.csv' }),
  node('model', 'stg_customers', {
    ...staging,
    file: 'models/staging/stg_customers.sql',
    patchPath: 'shop://models/staging/staging.yml',
    reads: ['source.shop.crm.customers'],
  }),
  node('model', 'stg_orders', {
    ...staging,
    file: 'models/staging/stg_orders.sql',
    patchPath: 'shop://models/staging/staging.yml',
    reads: ['source.shop.shop_db.orders'],
  }),
  node('model', 'stg_payments', {
    ...staging,
    file: 'models/staging/stg_payments.sql',
    reads: ['source.shop.shop_db.payments'],
  }),
  node('model', 'int_order_payments', {
    folders: ['intermediate'],
    file: 'models/intermediate/int_order_payments.sql',
    reads: ['model.shop.stg_orders', 'model.shop.stg_payments'],
  }),
  node('model', 'int.daily', {
    folders: ['intermediate'],
    file: 'models/intermediate/int.daily.sql',
    tags: ['wip', 'it[x]'],
    config: { materialized: 'ephemeral' },
    reads: ['model.shop.int_order_payments'],
  }),
  node('model', 'dim_customers', {
    folders: ['marts', 'core'],
    file: 'models/marts/core/dim_customers.sql',
    tags: ['mart'],
    config: mart,
    reads: ['model.shop.stg_customers', 'model.shop.int_order_payments'],
  }),
  node('model', 'fct_orders', {
    folders: ['marts', 'core'],
    file: 'models/marts/core/fct_orders.sql',
    patchPath: 'shop://models/marts/marts.yml',
    tags: ['mart'],
    group: 'finance',
    config: { ...mart, materialized: 'incremental', unique_key: ['id', 'day'], access: 'private' },
    reads: ['model.shop.int.daily', 'seed.shop.countries'],
  }),
  node('model', 'report', {
    folders: ['marts'],
    file: 'models/marts/report.sql',
    patchPath: 'shop://models/marts/marts.yml',
    tags: ['mart', 'hourly'],
    group: 'finance',
    config: { ...mart, access: 'public' },
    reads: ['model.shop.fct_orders', 'model.shop.dim_customers', 'model.events.event_days'],
  }),
  node('model', 'blank', {
    folders: ['marts'],
    file: 'models/marts/blank.sql',
    rawCode: '\n',
    tags: ['mart'],
    config: mart,
  }),
  node('snapshot', 'orders_snapshot', {
    folders: ['orders_snapshot'],
    file: 'snapshots/orders_snapshot.sql',
    tags: ['nightly'],
    config: { strategy: 'check' },
    reads: ['model.shop.stg_orders'],
  }),
  node('analysis', 'negative_ids', {
    folders: ['analysis'],
    file: 'analyses/negative_ids.sql',
    reads: ['model.shop.report'],
  }),
  node('operation', 'shop-on-run-start-0', {
    folders: ['hooks'],
    file: './dbt_project.yml',
    tags: ['on-run-start'],
  }),
  node('model', 'stg_events', {
    packageName: 'events',
    folders: ['staging'],
    file: 'models/staging/stg_events.sql',
    tags: ['vendor'],
  }),
  node('model', 'event_days', {
    packageName: 'events',
    folders: ['extra'],
    file: 'models/extra/event_days.sql',
    tags: ['vendor'],
    reads: ['model.events.stg_events'],
  }),
  node('test', 'orders_have_customers', {
    file: 'tests/orders_have_customers.sql',
    tags: ['slow'],
    group: 'finance',
    config: { severity: 'warn' },
    reads: ['model.shop.dim_customers', 'model.shop.fct_orders'],
  }),
  node('test', 'no_parents', { file: 'tests/no_parents.sql' }),
  node('test', 'crm_not_null', {
    ...stagingTest,
    tags: ['gdpr'],
    testName: 'not_null',
    reads: ['source.shop.crm.customers'],
  }),
  node('test', 'customers_unique', {
    ...stagingTest,
    testName: 'unique',
    reads: ['model.shop.stg_customers'],
  }),
  node('test', 'customers_not_null', {
    ...stagingTest,
    testName: 'not_null',
    reads: ['model.shop.stg_customers'],
  }),
  node('test', 'customer_exists', {
    ...stagingTest,
    testName: 'relationships',
    reads: ['model.shop.stg_customers', 'model.shop.stg_orders'],
  }),
  node('test', 'customer_not_null', {
    ...stagingTest,
    testName: 'not_null',
    config: { severity: 'warn' },
    reads: ['model.shop.stg_orders'],
  }),
  node('test', 'fct_in_source', {
    ...martsTest,
    testName: 'relationships',
    reads: ['source.shop.shop_db.orders', 'model.shop.fct_orders'],
  }),
  node('test', 'fct_in_seed', {
    ...martsTest,
    testName: 'relationships',
    reads: ['seed.shop.countries', 'model.shop.fct_orders'],
  }),
  node('test', 'fct_unique', { ...martsTest, testName: 'unique', reads: ['model.shop.fct_orders'] }),
  node('test', 'report_not_null', { ...martsTest, testName: 'not_null', reads: ['model.shop.report'] }),
  exposure('weekly_board', {
    folders: ['marts'],
    file: 'models/marts/marts.yml',
    tags: ['board'],
    reads: ['model.shop.report', 'source.shop.crm.customers'],
  }),
])
