/** Parsing awaits nothing: a promise here is a mistake of ours. */
export function immediate<T>(value: T | Promise<T>, name: string): T {
  if (value instanceof Promise) throw new Error(`${name} waits for something while it is parsed`)
  return value
}
