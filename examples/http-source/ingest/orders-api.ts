import { definePlugin } from 'tdbt'

interface Page {
  readonly orders: readonly Order[]
  /** Where the next page is, null on the last one. */
  readonly next: string | null
}

interface Order {
  /** A text where it has more digits than a number of JavaScript keeps. */
  readonly id: number | string
  readonly orderedAt: string
  readonly customer: { readonly name: string; readonly country: string | null }
  readonly amount: number | string
  readonly isGift: boolean
}

/** Every order that the shop's API knows, page by page. */
export const ordersApi = definePlugin({
  name: 'orders-api',
  async *rows({ request }) {
    const headers = { authorization: `Bearer ${variable('DBT_ENV_SECRET_SHOP_TOKEN')}` }
    let url: URL | null = new URL('/orders?page=1', variable('SHOP_URL'))
    while (url !== null) {
      const { orders, next } = (await request(url, { headers })).json() as Page
      for (const { customer, ...order } of orders)
        yield { ...order, customer: customer.name, country: customer.country }
      url = next === null ? null : new URL(next, url)
    }
  },
})

function variable(name: string): string {
  const value = process.env[name]
  if (value === undefined || value === '') throw new Error(`the environment variable ${name} is not set`)
  return value
}
