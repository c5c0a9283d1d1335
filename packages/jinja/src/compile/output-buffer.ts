import type { Node } from '../parse/ast.js'
import { str } from '../values/text.js'
import type { Value } from '../values/value.js'
import { takeStep } from './steps.js'

/** Where statements write. */
export interface OutputBuffer {
  data(text: string, node: Node): void
  value(value: Value, node: Node): void
}

/** Collects text. */
export class TextBuffer implements OutputBuffer {
  text = ''

  data(text: string): void {
    takeStep()
    this.text += text
  }

  value(value: Value): void {
    takeStep()
    this.text += typeof value === 'string' ? value : str(value)
  }
}

/** Collects text and from which node each part came. */
export class MappedBuffer implements OutputBuffer {
  text = ''
  readonly parts: { start: number; end: number; node: Node; literal: boolean }[] = []

  data(text: string, node: Node): void {
    this.#add(text, node, true)
  }

  value(value: Value, node: Node): void {
    this.#add(str(value), node, false)
  }

  #add(text: string, node: Node, literal: boolean): void {
    takeStep()
    const start = this.text.length
    this.text += text
    this.parts.push({ start, end: this.text.length, node, literal })
  }
}

/** Collects the values themselves; `isData` tells a template's own text. */
export class NativeBuffer implements OutputBuffer {
  readonly values: Value[] = []

  data(text: string): void {
    takeStep()
    this.values.push(text)
  }

  value(value: Value): void {
    takeStep()
    this.values.push(value)
  }
}
