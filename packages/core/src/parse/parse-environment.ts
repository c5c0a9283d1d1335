import { Environment, Undefined } from '@tdbt/jinja'

/** The environment of a project's templates. */
export interface ProjectEnvironment {
  readonly environment: Environment
  /** To be called when all files are read: from then on what is undefined is an error wherever it is used. */
  readonly parsed: () => void
}

/**
 * While parsing, queries give nothing and many values are stand-ins. So, as in dbt, what such a value lacks takes all that
 * a template does with it (`run_query(...).columns[0]`), and so does a name that the template sets in a branch that was
 * not taken. A name that nothing ever gives is an error at once: dbt tells of it when the node is run.
 */
export function projectEnvironment(): ProjectEnvironment {
  let isParsing = true
  const environment = new Environment({
    macroPrefix: 'dbt_macro__',
    undefined(name, hint, known) {
      const isOwn = (): boolean => name !== undefined && known !== undefined && [...known()].includes(name)
      const kind = isParsing && (hint !== undefined || isOwn()) ? 'absorbing' : 'default'
      return new Undefined(hint, name, kind, 'undefined', known)
    },
  })
  return {
    environment,
    parsed: () => {
      isParsing = false
    },
  }
}
