import { makeCatalogue, type Product, quirkyProducts } from './catalogue.js'
import { type Random, runningTotals, seededRandom } from './random.js'
import { tradingDays } from './trading-days.js'

/** A row of the sample, its cells as a CSV export of the real file has them; an empty text is an empty cell. */
export interface SampleRow {
  readonly InvoiceNo: string
  readonly StockCode: string
  readonly Description: string
  readonly Quantity: string
  /** `2010-12-01 08:26:00` */
  readonly InvoiceDate: string
  readonly UnitPrice: string
  readonly CustomerID: string
  readonly Country: string
}

interface Customer {
  readonly id: string
  readonly country: string
}

const seed = 20_101_201
const home = 'United Kingdom'
/** As many countries as the real file has, and under the names that it gives them. */
const abroad = [
  ...['Germany', 'France', 'EIRE', 'Spain', 'Netherlands', 'Belgium', 'Switzerland', 'Portugal', 'Australia'],
  ...[
    'Norway',
    'Italy',
    'Channel Islands',
    'Finland',
    'Cyprus',
    'Sweden',
    'Unspecified',
    'Austria',
    'Denmark',
  ],
  ...['Japan', 'Poland', 'Israel', 'USA', 'Hong Kong', 'Singapore', 'Iceland', 'Canada', 'Greece', 'Malta'],
  ...[
    'United Arab Emirates',
    'European Community',
    'RSA',
    'Lebanon',
    'Lithuania',
    'Brazil',
    'Czech Republic',
  ],
  ...['Bahrain', 'Saudi Arabia'],
]
/** Notes of the stock room, which stand where a description should. */
const stockNotes = ['broken', 'wet', 'recount', 'not found', '?', 'given away', 'wrong label', '']

/**
 * The invented sample: a year of an online shop in some 30,000 rows, with every quirk that the real file is known for.
 * Nothing of it is taken from real data; the same rows come out on every call.
 */
export function sampleRows(): readonly SampleRow[] {
  const random = seededRandom(seed)
  const shop = new Shop(random, makeCatalogue(random))
  for (const [index, day] of tradingDays().entries()) shop.trade(day, index)
  return shop.rows
}

class Shop {
  readonly rows: SampleRow[] = []
  private readonly products: readonly Product[]
  private readonly productTotals: readonly number[]
  private readonly customers: readonly Customer[]
  private invoice = 700_001
  /** Invoices of sales that may still be taken back. */
  private readonly recent: (readonly SampleRow[])[] = []

  constructor(
    private readonly random: Random,
    products: readonly Product[],
  ) {
    this.products = products
    this.productTotals = runningTotals(products.map((product) => product.weight))
    this.customers = makeCustomers(random)
  }

  trade(day: string, index: number): void {
    const { random } = this
    // Sales grow towards the end of the year, as those of a gift shop do.
    const busy = day >= '2011-09-01' && day < '2011-12-01' ? 1.7 : day < '2010-12-10' ? 1.3 : 1
    const invoices = Math.round(random.between(4, 8) * busy)
    let minute = 8 * 60 + random.between(0, 30)
    for (let number = 0; number < invoices; number++) {
      minute += random.between(5, Math.floor(560 / invoices))
      this.sell(day, index, minute)
    }
    if (random.chance(0.45)) this.takeBack(day, minute + 3)
    if (random.chance(0.6)) this.countStock(day, minute + 5)
    this.onTheDay(day, index)
  }

  private sell(day: string, dayIndex: number, minute: number): void {
    const { random } = this
    const anonymous = random.chance(0.12)
    const customer = anonymous
      ? { id: '', country: random.chance(0.9) ? home : random.pick(['Unspecified', 'EIRE', 'Hong Kong']) }
      : random.pick(this.customers)
    const country =
      movers.has(customer.id) && day >= '2011-06-01' ? (movers.get(customer.id) ?? home) : customer.country
    const invoice = String(this.invoice++)
    const lines = anonymous ? random.between(10, 40) : random.between(1, 22)
    const turns = random.chance(0.008) ? random.between(1, lines) : lines
    const sale: SampleRow[] = []
    for (let line = 0; line < lines; line++) {
      const product = random.pickWeighted(this.products, this.productTotals)
      const time = clock(day, line < turns ? minute : minute + 1)
      const [first = '', second = first] = product.descriptions
      const quantity = random.chance(0.05) ? random.between(48, 288) : random.between(1, 24)
      const row: SampleRow = {
        InvoiceNo: invoice,
        StockCode: product.code,
        Description: dayIndex > 150 ? second : first,
        Quantity: String(quantity),
        InvoiceDate: time,
        UnitPrice: asDouble(product.price),
        CustomerID: customer.id,
        Country: country,
      }
      sale.push(row)
      // The same line typed twice.
      if (random.chance(0.011)) sale.push(row)
    }
    if (country !== home && !anonymous && random.chance(0.6))
      sale.push(service(sale[0]!, 'POST', 'POSTAGE', '1', random.pick(['15', '18', '28', '40'])))
    if (anonymous && random.chance(0.5))
      sale.push(
        service(
          sale[0]!,
          'DOT',
          'DOTCOM POSTAGE',
          '1',
          `${random.between(12, 480)}.${random.between(11, 99)}`,
        ),
      )
    this.add(sale)
    this.recent.push(sale)
    if (this.recent.length > 40) this.recent.shift()
  }

  /** A cancellation: some lines of a sale, or all of them, with quantities below zero. */
  private takeBack(day: string, minute: number): void {
    const { random } = this
    const sale = random.pick(this.recent)
    if (sale === undefined) return
    const back = sale.slice(0, random.between(1, Math.min(3, sale.length)))
    this.add(
      back.map((row) => ({
        ...row,
        InvoiceNo: `C${this.invoice}`,
        Quantity: String(-Math.ceil(Number(row.Quantity) / random.pick([1, 1, 2]))),
        InvoiceDate: clock(day, minute),
      })),
    )
    this.invoice++
  }

  /** What the stock room writes off: no price, no customer, and a note instead of a description. */
  private countStock(day: string, minute: number): void {
    const { random } = this
    for (let line = random.between(1, 4); line > 0; line--) {
      const product = random.pick(this.products)
      this.add([
        {
          InvoiceNo: String(this.invoice++),
          StockCode: product.code,
          Description: random.pick(stockNotes),
          Quantity: String(random.chance(0.7) ? -random.between(1, 120) : random.between(1, 60)),
          InvoiceDate: clock(day, minute),
          UnitPrice: random.chance(0.5) ? '0' : '0.0',
          CustomerID: '',
          Country: home,
        },
      ])
    }
  }

  /** Things that happen on certain days, so that none of them depends on chance. */
  private onTheDay(day: string, index: number): void {
    const at = (row: Partial<SampleRow> & Pick<SampleRow, 'StockCode'>): SampleRow => ({
      InvoiceNo: String(this.invoice++),
      Description: '',
      Quantity: '1',
      InvoiceDate: clock(day, 17 * 60 + 30),
      UnitPrice: '1.25',
      CustomerID: '',
      Country: home,
      ...row,
    })
    if (index % 20 === 4) {
      const customer = this.customers[index % this.customers.length]!
      const manual = at({ StockCode: 'M', Description: 'Manual', UnitPrice: '35.5', CustomerID: customer.id })
      this.add([
        { ...manual, Country: customer.country },
        { ...at({ StockCode: 'C2', Description: 'CARRIAGE', UnitPrice: '50' }), Country: 'EIRE' },
        at({ StockCode: 'm', Description: 'Manual', UnitPrice: '2.55' }),
        at({
          InvoiceNo: `C${this.invoice++}`,
          StockCode: 'D',
          Description: 'Discount',
          Quantity: '-1',
          UnitPrice: '18.4',
        }),
        at({
          InvoiceNo: `C${this.invoice++}`,
          StockCode: 'S',
          Description: 'SAMPLES',
          Quantity: '-1',
          UnitPrice: '33.05',
        }),
        at({
          InvoiceNo: `C${this.invoice++}`,
          StockCode: 'BANK CHARGES',
          Description: 'Bank Charges',
          UnitPrice: '37.24',
          Quantity: '-1',
        }),
        at({
          InvoiceNo: `C${this.invoice++}`,
          StockCode: 'AMAZONFEE',
          Description: 'AMAZON FEE',
          UnitPrice: '5942.57',
          Quantity: '-1',
        }),
        at({
          InvoiceNo: `C${this.invoice++}`,
          StockCode: 'CRUK',
          Description: 'CRUK Commission',
          UnitPrice: '84.12',
          Quantity: '-1',
        }),
        at({
          StockCode: 'PADS',
          Description: 'PADS TO MATCH ALL CUSHIONS',
          UnitPrice: '0.001',
          CustomerID: '20001.0',
        }),
        at({ StockCode: 'gift_0001_20', Description: 'Gift voucher 20.00', UnitPrice: '16.67' }),
        at({ StockCode: 'GIFT_0001_50', Description: 'Gift voucher 50.00', UnitPrice: '41.67' }),
        at({ StockCode: 'DCGS0003', Description: 'BOXED MOSS LANTERN', UnitPrice: '0.83' }),
        at({ StockCode: 'DCGS0071', Description: 'BOXED PLUM MUG', UnitPrice: '0.83' }),
        at({ StockCode: 'DCGSSET', Description: 'GIFT SET OF PENCILS', UnitPrice: '3.29' }),
        ...quirkyProducts.neverDescribed.map((code) =>
          at({ StockCode: code, UnitPrice: '0', Quantity: '-7' }),
        ),
      ])
    }
    // Two texts for one thing: each four times, and both for the last time on the same day.
    if (index % 40 === 10 && index < 160) {
      const invoice = String(this.invoice++)
      this.add([
        at({
          StockCode: quirkyProducts.tie,
          Description: 'SAND LINEN BUNTING',
          InvoiceDate: clock(day, 600),
        }),
        at({
          StockCode: quirkyProducts.tie,
          Description: 'BUNTING, SAND LINEN',
          InvoiceDate: clock(day, 660),
        }),
        at({ InvoiceNo: invoice, StockCode: quirkyProducts.deadHeat, Description: 'TEAL WALL HOOK' }),
        at({ InvoiceNo: invoice, StockCode: quirkyProducts.deadHeat, Description: 'Teal Wall Hook' }),
      ])
    }
    if (day === '2011-08-12')
      this.add(
        ['9120.4', '-9120.4', '-9120.4'].map((price) =>
          at({
            InvoiceNo: `A${this.invoice++}`,
            StockCode: 'B',
            Description: 'Bad debt written off',
            UnitPrice: price,
          }),
        ),
      )
    // An order by mistake, huge and taken back within the quarter of an hour.
    if (day === '2011-01-18') {
      const order = at({
        StockCode: '31051',
        Description: 'SLATE PICTURE FRAME 8" X 6", OAK',
        Quantity: '74215',
        UnitPrice: '1.04',
        CustomerID: '20002.0',
        InvoiceDate: clock(day, 601),
      })
      const cancelled = {
        ...order,
        InvoiceNo: `C${this.invoice++}`,
        Quantity: '-74215',
        InvoiceDate: clock(day, 617),
      }
      this.add([order, cancelled])
    }
    for (const [place, country] of abroad.entries())
      if (index === 100 + place * 4) {
        const customer = this.customers.find((one) => one.country === country)
        this.add([
          at({
            StockCode: '32001',
            Description: 'SAMPLE CARD',
            CustomerID: customer?.id ?? '',
            Country: country,
          }),
        ])
      }
  }

  private add(rows: readonly SampleRow[]): void {
    this.rows.push(...rows)
  }
}

/** Customers who moved: the country that they buy from since June 2011. */
const movers: ReadonlyMap<string, string> = new Map([
  ['20003.0', 'Belgium'],
  ['20004.0', 'Spain'],
  ['20005.0', 'Australia'],
])

function makeCustomers(random: Random): readonly Customer[] {
  return Array.from({ length: 620 }, (_, index) => ({
    // A whole column of numbers with gaps comes out of most exports as floats.
    id: `${20_001 + index}.0`,
    country:
      index < 6
        ? home
        : index < 6 + abroad.length
          ? abroad[index - 6]!
          : random.chance(0.92)
            ? home
            : random.pick(abroad.slice(0, 9)),
  }))
}

function service(
  row: SampleRow,
  code: string,
  description: string,
  quantity: string,
  price: string,
): SampleRow {
  return { ...row, StockCode: code, Description: description, Quantity: quantity, UnitPrice: price }
}

/** A double with all its digits, as some programs write it: `9.95` becomes `9.949999999999999`. */
function asDouble(price: string): string {
  return Number(price).toPrecision(16).replace(/0+$/, '').replace(/\.$/, '')
}

function clock(day: string, minute: number): string {
  const capped = Math.min(minute, 20 * 60)
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${day} ${two(Math.floor(capped / 60))}:${two(capped % 60)}:00`
}
