import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { pages } from '../../scripts/docs/pages.js'

const read = (path: string): string =>
  readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8')

describe('pages that are made from the code', () => {
  it.each(Object.entries(pages))('%s is what `npm run docs` makes', (path, page) => {
    expect(read(path)).toBe(page())
  })
})
