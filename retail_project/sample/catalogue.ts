import type { Random } from './random.js'

/** Something that the invented shop sells. */
export interface Product {
  readonly code: string
  /** Texts that the shop has given it in turn; an empty list is a product that nobody ever described. */
  readonly descriptions: readonly string[]
  /** Price of a unit in pounds, as a decimal text. */
  readonly price: string
  /** How often it is bought, against the others. */
  readonly weight: number
}

const colours = [
  'AMBER',
  'CHARCOAL',
  'CORAL',
  'HEATHER',
  'INDIGO',
  'MOSS',
  'OCHRE',
  'PLUM',
  'SAND',
  'SLATE',
  'TEAL',
]
const makes = [
  'BAMBOO',
  'CORK',
  'ENAMEL',
  'FELT',
  'LINEN',
  'OAK',
  'RATTAN',
  'STONEWARE',
  'TIN',
  'WICKER',
  'WOOL',
]
const things = [
  'APRON',
  'BREAD BIN',
  'BUNTING',
  'CAKE STAND',
  'CANDLE HOLDER',
  'COASTER SET',
  'DOOR WEDGE',
  'EGG RACK',
  'GARDEN LABELS',
  'KEY DISH',
  'LANTERN',
  'LETTER TRAY',
  'MUG',
  'OVEN GLOVE',
  'PENCIL POT',
  'PLANT POT',
  'RECIPE TIN',
  'SEWING BOX',
  'TEA CADDY',
  'WALL HOOK',
]
const prices = [
  '0.29',
  '0.42',
  '0.65',
  '0.85',
  '1.25',
  '1.65',
  '2.1',
  '2.55',
  '2.95',
  '3.75',
  '4.25',
  '4.95',
  '5.95',
]
const dearPrices = ['7.95', '8.5', '9.95', '12.75', '14.95', '19.95', '39.95']

/** Products that stand for one quirk each, by what it is. */
export const quirkyProducts = {
  /** The same thing under a code in lower case and under one with a blank behind it. */
  lowerCaseTwin: ['31007a', '31007A'],
  blankTwin: ['31008B ', '31008B'],
  /** Two texts, both as often; the one that was used last is the later. */
  tie: '31021',
  /** Two texts, both as often, and both used last in the same minute. */
  deadHeat: '31022',
  renamed: ['31031', '31032', '31033', '31034', '31035'],
  neverDescribed: ['31041', '31042', '31043'],
  quoted: '31051',
  backslash: '31052',
  numberAsText: '31053',
  poundSign: '31054',
} as const

/** The invented catalogue: some 700 products, the quirky ones first. */
export function makeCatalogue(random: Random): readonly Product[] {
  const plain = (code: string, descriptions: readonly string[], price = '2.55', weight = 1): Product => ({
    code,
    descriptions,
    price,
    weight,
  })
  const quirky: Product[] = [
    ...quirkyProducts.lowerCaseTwin.map((code) => plain(code, ['PLUM FELT TEA CADDY'], '3.75', 4)),
    ...quirkyProducts.blankTwin.map((code) => plain(code, ['MOSS TIN KEY DISH'], '1.65', 4)),
    ...quirkyProducts.renamed.map((code, at) =>
      plain(code, [`SET OF ${at + 2} OCHRE COASTERS`, `OCHRE COASTERS SET/${at + 2}`], '4.95', 3),
    ),
    plain(quirkyProducts.quoted, ['SLATE PICTURE FRAME 8" X 6", OAK'], '5.95', 3),
    plain(quirkyProducts.backslash, ['TEA\\COFFEE CORK LABELS'], '0.85', 3),
    plain(quirkyProducts.numberAsText, ['31053'], '0.42', 2),
    plain(quirkyProducts.poundSign, ["SAVE YOUR £1'S CORAL TIN"], '2.95', 3),
  ]
  const names = new Set<string>()
  const ordinary: Product[] = []
  for (let number = 32_001; ordinary.length < 680; number += random.between(1, 9)) {
    const name = `${random.pick(colours)} ${random.pick(makes)} ${random.pick(things)}`
    if (names.has(name)) continue
    names.add(name)
    const code = `${number}${random.chance(0.2) ? random.pick(['A', 'B', 'C', 'L', 'P']) : ''}`
    // Blanks at the end and doubled ones inside are how such lists are kept.
    const text = random.chance(0.12) ? `${name} ` : random.chance(0.03) ? name.replace(' ', '  ') : name
    const weight = 1 / (ordinary.length / 40 + 1)
    ordinary.push(plain(code, [text], random.pick(random.chance(0.15) ? dearPrices : prices), weight))
  }
  return [...quirky, ...ordinary]
}
