/** Postgres takes exponents far beyond any measure; a text with a larger one is no figure that somebody meant. */
const largestExponent = 1000

/** Digits that a double keeps whatever they are. */
const doubleDigits = 15

/**
 * The plain decimal text of a number as people and programs write it: no exponent, no plus, no zeros that say nothing
 * (`+1.50e2` is `150`, `.5` is `0.5`). The value is exactly the one written: it never passes through a float.
 * Null where the text is no decimal number.
 */
export function plainDecimal(text: string): string | null {
  if (isPlain(text)) return text
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,6}))?$/.exec(text)
  if (match === null) return null
  const [, sign = '', whole = '', fraction = '', exponentText = '0'] = match
  if (whole === '' && fraction === '') return null
  const exponent = Number(exponentText)
  if (Math.abs(exponent) > largestExponent) return null

  const digits = whole + fraction
  const point = whole.length + exponent
  const padded =
    point < 0 ? '0'.repeat(-point) + digits : digits + '0'.repeat(Math.max(0, point - digits.length))
  const split = Math.max(0, point)
  const before = padded.slice(0, split).replace(/^0+(?=.)/, '') || '0'
  const after = padded.slice(split).replace(/0+$/, '')
  const plain = after === '' ? before : `${before}.${after}`
  return sign === '-' && plain !== '0' ? `-${plain}` : plain
}

/**
 * The value of a double at so many significant digits (1 to 15), as a plain decimal text: at 15 a double that was
 * typed as `9.95` reads so again, whatever arithmetic left in its last bits. Null where the text is no number.
 */
export function doubleText(text: string, significantDigits: number): string | null {
  if (text.length <= significantDigits && isPlain(text)) return text
  const plain = plainDecimal(text)
  if (plain === null || significantDigitsOf(plain) <= significantDigits) return plain
  return plainDecimal(Number(plain).toPrecision(significantDigits))
}

/** A number cell of a workbook: the 15 digits are those that Excel itself keeps and shows. */
export function numberCellText(text: string): string | null {
  return doubleText(text, doubleDigits)
}

/**
 * Whether the double nearest to a number's text is good for all its digits. Whole numbers are up to 2^53, others where
 * they have at most 15 digits (IEEE 754); with more of them different texts become the same double.
 */
export function doubleHolds(text: string): boolean {
  const plain = plainDecimal(text)
  if (plain === null) return false
  if (significantDigitsOf(plain) > doubleDigits && !Number.isSafeInteger(Number(plain))) return false
  return plainDecimal(String(Number(plain))) === plain
}

function isPlain(text: string): boolean {
  return /^(?:0|-?[1-9]\d*|-?(?:0|[1-9]\d*)\.\d*[1-9])$/.test(text)
}

function significantDigitsOf(plain: string): number {
  const digits = plain.replace(/[-.]/g, '').replace(/^0+/, '')
  return plain.includes('.') ? digits.length : digits.replace(/0+$/, '').length
}
