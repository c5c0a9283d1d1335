export {
  type CallSite,
  callSite,
  JinjaError,
  type JinjaErrorKind,
  type MacroCall,
  MacroReturn,
  type Span,
} from './errors.js'
export type { Globals } from './globals.js'
export type { MacroDefinition, MacroKind, MacroParam } from './macro-definition.js'
export type { MappedText, OutputSpan, Template } from './template.js'
export {
  bindArguments,
  Callable,
  callValue,
  hostFunction,
  isCallable,
  type Parameter,
} from './values/callable.js'
export {
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
