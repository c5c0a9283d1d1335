import { typeError } from '../errors.js'
import type { Node } from '../parse/ast.js'
import type { Runtime } from '../runtime.js'
import { str } from '../values/text.js'
import { asText, typeName, type Value } from '../values/value.js'
import { takeStep } from './steps.js'

/** Adds the place to an error. */
type Located = (error: unknown) => unknown

/** Where statements write. */
export interface OutputBuffer {
  data(text: string, node: Node): void
  value(value: Value, node: Node): void
  /** A value that is joined to the others as it is. One that isn't text fails when all is there. */
  unconverted(value: Value, node: Node, located: Located): void
}

/** Collects text. */
export class TextBuffer implements OutputBuffer {
  #text = ''
  #failure: { readonly error: unknown } | undefined

  data(text: string): void {
    takeStep()
    this.#text += text
  }

  value(value: Value): void {
    takeStep()
    this.#text += typeof value === 'string' ? value : str(value)
  }

  unconverted(value: Value, _node: Node, located: Located): void {
    const text = asText(value)
    if (text !== undefined) this.data(text)
    else this.#failure ??= { error: located(notText(value)) }
  }

  joined(): string {
    if (this.#failure) throw this.#failure.error
    return this.#text
  }
}

/** Collects what a block writes where values, not texts, are written: nothing is made text of. */
class UnconvertedBuffer extends TextBuffer {
  override value(value: Value): void {
    this.unconverted(value, nowhere, (error) => error)
  }
}

const nowhere: Node = { start: 0, end: 0 }

function notText(value: Value): unknown {
  return typeError(`expected str instance, ${typeName(value)} found`)
}

/** The buffer of a block whose output becomes a text. */
export function textBuffer(runtime: Runtime): TextBuffer {
  return runtime.isNative ? new UnconvertedBuffer() : new TextBuffer()
}

/** Collects text and from which node each part came. */
export class MappedBuffer implements OutputBuffer {
  readonly #text = new TextBuffer()
  #length = 0
  readonly parts: { start: number; end: number; node: Node; literal: boolean }[] = []

  data(text: string, node: Node): void {
    this.#add(text, node, true)
  }

  value(value: Value, node: Node): void {
    this.#add(str(value), node, false)
  }

  unconverted(value: Value, node: Node, located: Located): void {
    const text = asText(value)
    if (text !== undefined) this.#add(text, node, false)
    else this.#text.unconverted(value, node, located)
  }

  joined(): string {
    return this.#text.joined()
  }

  #add(text: string, node: Node, literal: boolean): void {
    const start = this.#length
    this.#text.data(text)
    this.#length += text.length
    this.parts.push({ start, end: this.#length, node, literal })
  }
}

/** Keeps a value that comes alone; several become texts, from the second on as they come. */
export class NativeBuffer implements OutputBuffer {
  readonly values: Value[] = []

  data(text: string): void {
    this.value(text)
  }

  value(value: Value): void {
    takeStep()
    if (this.values.length === 1) this.values[0] = str(this.values[0]!)
    this.values.push(this.values.length === 0 ? value : str(value))
  }

  unconverted(value: Value): void {
    this.value(value)
  }
}
