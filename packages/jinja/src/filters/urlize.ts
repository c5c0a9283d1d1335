import { JinjaError } from '../errors.js'

const LABEL = /^[\w%-]+$/
const TOP_LEVEL = /^(?:[a-z]{2,63}|xn--[\w%]{2,59})$/i
/** The domains that make an address of a word without `http://` or `www.`. */
const COMMON = new Set(['com', 'net', 'int', 'edu', 'gov', 'org', 'info', 'mil'])
const IP_ADDRESS = /^(?:\d{1,3}(?:\.\d{1,3}){3}|\[[\da-f:]+\])$/i

function isWebAddress(word: string): boolean {
  const [, scheme, authority] = /^(https?:\/\/)?([^/?#]*)/i.exec(word)!
  const host = authority!.replace(/:\d{1,5}$/, '')
  if (scheme && IP_ADDRESS.test(host)) return true
  const labels = host.split('.')
  const last = labels.pop()!
  if (!TOP_LEVEL.test(last) || !labels.every((label) => LABEL.test(label))) return false
  if (scheme || labels[0]?.toLowerCase() === 'www') return true
  const isNamed = labels.length > 0 && labels.every((label) => label.length >= 2 && label.length <= 63)
  return isNamed && COMMON.has(last.toLowerCase())
}

const EMAIL = /^\S+@\w[\w.-]*\.\w+$/
const SCHEME = /^[\w.+-]{2,}:\/{0,2}$/
const PAIRS = [
  ['(', ')'],
  ['<', '>'],
  ['&lt;', '&gt;'],
] as const

export interface UrlizeOptions {
  readonly limit: number | undefined
  readonly noFollow: boolean
  readonly target: string | undefined
  readonly rel: string
  readonly schemes: readonly string[]
}

const occurrences = (text: string, part: string) => text.split(part).length - 1

/** A word without the punctuation around it, which is no part of an address. */
function trimWord(word: string): { head: string; middle: string; tail: string } {
  const head = /^(?:[(<]|&lt;)+/.exec(word)?.[0] ?? ''
  let middle = word.slice(head.length)
  let tail = /(?:[)>.,\n]|&gt;)+$/.exec(middle)?.[0] ?? ''
  middle = middle.slice(0, middle.length - tail.length)
  for (const [open, close] of PAIRS) {
    const opened = occurrences(middle, open)
    if (opened <= occurrences(middle, close)) continue
    for (let i = Math.min(opened, occurrences(tail, close)); i > 0; i--) {
      const end = tail.indexOf(close) + close.length
      middle += tail.slice(0, end)
      tail = tail.slice(end)
    }
  }
  return { head, middle, tail }
}

/** Makes links of the addresses in a text that is escaped already. */
export function urlize(escaped: string, options: UrlizeOptions): string {
  for (const scheme of options.schemes) {
    if (!SCHEME.test(scheme)) throw new JinjaError('runtime', `'${scheme}' is not a valid URI scheme prefix.`)
  }
  const rel = new Set(options.rel.split(/\s+/).filter((part) => part !== ''))
  if (options.noFollow) rel.add('nofollow')
  rel.add('noopener')
  const attributes =
    ` rel="${[...rel].sort().join(' ')}"` +
    (options.target === undefined ? '' : ` target="${options.target}"`)
  const { limit } = options
  const shown = (url: string) =>
    limit !== undefined && url.length > limit ? `${url.slice(0, limit)}...` : url
  const link = (middle: string): string => {
    if (isWebAddress(middle)) {
      const href = /^https?:\/\//.test(middle) ? middle : `https://${middle}`
      return `<a href="${href}"${attributes}>${shown(middle)}</a>`
    }
    if (middle.startsWith('mailto:') && EMAIL.test(middle.slice(7))) {
      return `<a href="${middle}">${middle.slice(7)}</a>`
    }
    const isMail =
      middle.includes('@') && !middle.startsWith('www.') && !/^[@:]/.test(middle) && EMAIL.test(middle)
    if (isMail && !middle.slice(0, middle.indexOf('@')).includes(':')) {
      return `<a href="mailto:${middle}">${middle}</a>`
    }
    for (const scheme of options.schemes) {
      if (middle !== scheme && middle.startsWith(scheme))
        return `<a href="${middle}"${attributes}>${middle}</a>`
    }
    return middle
  }
  return escaped
    .split(/(\s+)/)
    .map((word) => {
      const { head, middle, tail } = trimWord(word)
      return head + link(middle) + tail
    })
    .join('')
}
