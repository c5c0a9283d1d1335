import { defineConfig, defineSource } from 'tdbt'
import { ordersApi } from './ingest/orders-api.js'

const orders = defineSource({
  source: 'web_shop',
  table: 'orders',
  from: ordersApi,
  columns: {
    order_id: { from: 'id', type: 'numeric', required: true },
    ordered_at: { from: 'orderedAt', type: 'timestamptz', required: true },
    customer: 'text',
    country: 'text',
    amount: { type: 'numeric', required: true },
    is_gift: { from: 'isGift', type: 'boolean' },
  },
  key: ['order_id'],
})

export default defineConfig({ sources: [orders] })
