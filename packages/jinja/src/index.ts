export { Environment, type EnvironmentOptions } from './environment.js'
export {
  type CallSite,
  callSite,
  JinjaError,
  type JinjaErrorKind,
  type MacroCall,
  MacroReturn,
  type Span,
  type UnknownName,
} from './errors.js'
export type { Globals } from './globals.js'
export { macroCalls, type StaticCall } from './macro-calls.js'
export { MacroDefinition, type MacroKind, type MacroParam } from './macro-definition.js'
export type { Origin } from './parse/source-text.js'
export { stripEnd, stripStart, WHITESPACE } from './python-text.js'
export type { FilterFunction, Runtime } from './runtime.js'
export { type Block, type BlockKind, splitBlocks } from './split-blocks.js'
export { type MappedText, type OutputSpan, Template } from './template.js'
export { getAttr, getItem } from './values/access.js'
export {
  bindArguments,
  Callable,
  callValue,
  hostFunction,
  isCallable,
  type Parameter,
} from './values/callable.js'
export { compare, contains, equals } from './values/compare.js'
export { isIterable, iterate, length } from './values/iterate.js'
export { fromJs, toJs } from './values/js.js'
export { jsonText } from './values/json.js'
export { LazyIterator } from './values/lazy-iterator.js'
export { isMapping, mappingEntries } from './values/mapping.js'
export { Namespace } from './values/namespace.js'
export { PythonSet } from './values/set.js'
export { quote, repr, str } from './values/text.js'
export { truthy } from './values/truth.js'
export {
  asText,
  type CallArgs,
  Dict,
  Float,
  HostObject,
  type MaybePromise,
  Tuple,
  typeName,
  Undefined,
  type UndefinedKind,
  type Value,
} from './values/value.js'
