import type { TextStyle } from './log-message.js'

/** `1 of 17 START sql view model s.v ....... [RUN]`: dots up to the printer width, then the status. */
export function fancyLine(
  text: string,
  status: string,
  style: TextStyle,
  options: {
    /** The number of the thing among `total`; left out for what is not numbered. */
    readonly index?: number
    readonly total?: number
    readonly seconds?: number
    /** Cuts what is longer than the printer width (dbt does so for hooks alone). */
    readonly truncate?: boolean
  },
): string {
  const width = style.printerWidth
  const number = options.index === undefined ? '' : `${options.index} of ${options.total} `
  const prefix = [...`${number}${text} `]
  let justified = prefix.join('') + '.'.repeat(Math.max(0, width - prefix.length))
  if (options.truncate && Math.max(prefix.length, width) > width - 3) {
    justified = `${[...justified].slice(0, Math.max(0, width - 3)).join('')}...`
  }
  const time = options.seconds === undefined ? '' : ` in ${options.seconds.toFixed(2)}s`
  return `${justified} [${status}${time}]`
}
