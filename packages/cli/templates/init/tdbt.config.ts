import { defineConfig, defineSource } from 'tdbt'

// The orders are invented. Put a file or a URL of yours in their place: csv or xlsx, zipped or not.
const orders = defineSource({
  source: 'webshop', // read by {{ source('webshop', 'orders') }}
  schema: 'raw',
  table: 'orders',
  from: 'data/synthetic_orders.csv',
  columns: {
    order_no: { type: 'integer', required: true },
    ordered_on: { type: 'date', required: true },
    country_code: 'text',
    item: 'text',
    quantity: 'integer',
    unit_price: 'numeric',
  },
  key: ['order_no'],
})

export default defineConfig({ sources: [orders] })
