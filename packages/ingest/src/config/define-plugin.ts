/** A request of a plugin. It may be sent more than once, so it must be one that only reads. */
export interface PluginRequest {
  /** `GET` where it is left out. */
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

export interface PluginAnswer {
  /** By their names in small letters; a header that came more than once has its values joined by a comma. */
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  /**
   * The text read as JSON. A number that a double holds digit by digit is a number; one with more digits is its text,
   * so that none is lost. Throws a TdbtError where the text is no JSON.
   */
  json(): unknown
}

/** What a plugin is given to work with. */
export interface PluginContext {
  /** Fires when the load is broken off, as by Ctrl-C. `request` heeds it by itself. */
  readonly signal: AbortSignal
  /**
   * Asks a server over http(s) and gives its whole answer. What another try may mend is tried again: a connection that
   * breaks, an answer of 429 or 5xx (after the time that `Retry-After` names). `HTTPS_PROXY`, `HTTP_PROXY` and
   * `NO_PROXY` are respected. Throws a TdbtError for any answer but 2xx, and when it gives up.
   */
  request(url: string | URL, options?: PluginRequest): Promise<PluginAnswer>
}

/**
 * Rows from somewhere that is no file. A row is an object; a column takes the field that it is named after (or its
 * `from`): a text, number, bigint, boolean, Date, null or undefined. Other fields may hold anything.
 */
export interface IngestPlugin {
  /** What `source_file` says of its rows, and messages call it. */
  readonly name: string
  /** Called for each load; nearly always an async generator, `async *rows({ request }) { ... yield row ... }`. */
  rows(context: PluginContext): AsyncIterable<object> | Iterable<object>
}

/** Types a plugin; gives back what it was given. */
export function definePlugin(plugin: IngestPlugin): IngestPlugin {
  return plugin
}
