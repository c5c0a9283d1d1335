import { parse } from 'lossless-json'
import { doubleHolds } from './decimal.js'

/**
 * JSON as values. A number that a double holds is a number, any other its text: `JSON.parse` would read
 * `12345678901234567890` as `12345678901234567000` without a word. Throws a SyntaxError where the text is no JSON.
 */
export function readJson(text: string): unknown {
  return parse(text, undefined, (number) => (doubleHolds(number) ? Number(number) : number))
}
