import { fromJs } from '@tdbt/jinja'

/** dbt's behaviour flags of an adapter that macros ask for (`adapter.behavior`); all are at their defaults. */
export const adapterBehavior = fromJs({
  enable_truthy_nulls_equals_macro: { no_warn: false, setting: false },
})
