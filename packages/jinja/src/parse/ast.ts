import type { Value } from '../values/value.js'

/** Offsets into the normalised text; the end is exclusive. A node starts at its first token, parentheses included. */
export interface Node {
  readonly start: number
  readonly end: number
}

export type BinaryOperator = '+' | '-' | '*' | '/' | '//' | '%' | '**'
export type CompareOperator = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'not in'

export interface Arguments {
  readonly args: readonly Expression[]
  readonly kwargs: readonly { readonly name: string; readonly value: Expression }[]
  readonly dynArgs: Expression | undefined
  readonly dynKwargs: Expression | undefined
}

export interface Name extends Node {
  readonly kind: 'name'
  readonly name: string
}
export interface Const extends Node {
  readonly kind: 'const'
  readonly value: Value
}
export interface TupleNode extends Node {
  readonly kind: 'tuple'
  readonly items: readonly Expression[]
}
export interface ListNode extends Node {
  readonly kind: 'list'
  readonly items: readonly Expression[]
}
export interface DictNode extends Node {
  readonly kind: 'dict'
  readonly items: readonly (readonly [Expression, Expression])[]
}
export interface Unary extends Node {
  readonly kind: 'unary'
  readonly operator: '-' | '+' | 'not'
  readonly operand: Expression
}
export interface Binary extends Node {
  readonly kind: 'binary'
  readonly operator: BinaryOperator
  readonly left: Expression
  readonly right: Expression
}
export interface Logical extends Node {
  readonly kind: 'logical'
  readonly operator: 'and' | 'or'
  readonly left: Expression
  readonly right: Expression
}
export interface Concat extends Node {
  readonly kind: 'concat'
  readonly items: readonly Expression[]
}
export interface Compare extends Node {
  readonly kind: 'compare'
  readonly first: Expression
  readonly operands: readonly { readonly operator: CompareOperator; readonly value: Expression }[]
}
export interface Conditional extends Node {
  readonly kind: 'conditional'
  readonly test: Expression
  readonly whenTrue: Expression
  readonly otherwise: Expression | undefined
}
export interface GetAttr extends Node {
  readonly kind: 'getattr'
  readonly object: Expression
  readonly name: string
}
export interface GetItem extends Node {
  readonly kind: 'getitem'
  readonly object: Expression
  readonly key: Expression
}
export interface Slice extends Node {
  readonly kind: 'slice'
  readonly from: Expression | undefined
  readonly to: Expression | undefined
  readonly step: Expression | undefined
}
export interface Call extends Node, Arguments {
  readonly kind: 'call'
  readonly callee: Expression
}
/** `object` is absent where the filter is applied to a block. */
export interface Filter extends Node, Arguments {
  readonly kind: 'filter'
  readonly object: Expression | undefined
  readonly name: string
}
export interface Test extends Node, Arguments {
  readonly kind: 'test'
  readonly object: Expression
  readonly name: string
}
/** `namespace.attribute` as the target of a `set`. */
export interface NamespaceTarget extends Node {
  readonly kind: 'nsref'
  readonly name: string
  readonly attribute: string
}

export type Expression =
  | Name
  | Const
  | TupleNode
  | ListNode
  | DictNode
  | Unary
  | Binary
  | Logical
  | Concat
  | Compare
  | Conditional
  | GetAttr
  | GetItem
  | Slice
  | Call
  | Filter
  | Test
  | NamespaceTarget

export type Target = Name | NamespaceTarget | TupleTarget
export interface TupleTarget extends Node {
  readonly kind: 'tuple'
  readonly items: readonly Target[]
}

export interface Data extends Node {
  readonly kind: 'data'
  readonly text: string
}
export interface Output extends Node {
  readonly kind: 'output'
  readonly parts: readonly (Data | Expression)[]
}
export interface If extends Node {
  readonly kind: 'if'
  readonly branches: readonly { readonly test: Expression; readonly body: readonly Statement[] }[]
  readonly otherwise: readonly Statement[]
}
export interface For extends Node {
  readonly kind: 'for'
  readonly target: Target
  readonly iterable: Expression
  readonly test: Expression | undefined
  readonly recursive: boolean
  readonly body: readonly Statement[]
  readonly otherwise: readonly Statement[]
}
export interface SetNode extends Node {
  readonly kind: 'set'
  readonly target: Target
  readonly value: Expression
}
export interface SetBlock extends Node {
  readonly kind: 'setblock'
  readonly target: Target
  readonly filter: Filter | undefined
  readonly body: readonly Statement[]
}
export interface Parameter extends Node {
  readonly name: string
  readonly type: string | undefined
  readonly default: Expression | undefined
}
export interface Macro extends Node {
  readonly kind: 'macro'
  readonly blockKind: 'macro' | 'test' | 'materialization' | 'docs'
  readonly name: string
  /** The name by which its own template reaches it. */
  readonly variable: string
  readonly params: readonly Parameter[]
  readonly body: readonly Statement[]
  readonly adapter: string | undefined
}
export interface CallBlock extends Node {
  readonly kind: 'callblock'
  readonly call: Call
  readonly params: readonly Parameter[]
  readonly body: readonly Statement[]
}
export interface FilterBlock extends Node {
  readonly kind: 'filterblock'
  readonly filter: Filter
  readonly body: readonly Statement[]
}
export interface With extends Node {
  readonly kind: 'with'
  readonly targets: readonly Target[]
  readonly values: readonly Expression[]
  readonly body: readonly Statement[]
}
/** A named block: in a template without parents, what it holds. */
export interface Block extends Node {
  readonly kind: 'block'
  readonly name: string
  readonly body: readonly Statement[]
}
/** A tag that asks for another template. */
export interface OtherTemplate extends Node {
  readonly kind: 'othertemplate'
}
export interface Do extends Node {
  readonly kind: 'do'
  readonly expression: Expression
}
export interface LoopControl extends Node {
  readonly kind: 'break' | 'continue'
}

export type Statement =
  | Output
  | If
  | For
  | SetNode
  | SetBlock
  | Macro
  | CallBlock
  | FilterBlock
  | With
  | Block
  | OtherTemplate
  | Do
  | LoopControl

/** A parsed template. */
export interface Root {
  readonly body: readonly Statement[]
}
