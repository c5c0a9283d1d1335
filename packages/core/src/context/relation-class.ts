import { createRelation, type Dialect, type PathParts, type RelationType, TdbtError } from '@tdbt/adapter-api'
import { Dict, HostObject, str, type Value } from '@tdbt/jinja'
import { templateFunction } from '../template-function.js'
import { isMissing } from './members.js'
import { allQuoted } from './quoting.js'
import {
  asFlag,
  ephemeralPrefix,
  overlaid,
  pathDict,
  pathParameters,
  pathPart,
  RelationValue,
  scdArgs,
  typeConstants,
} from './relation-value.js'

/** `api.Relation`: the class, with its constructors and constants. */
export function relationClass(dialect: Dialect, quoting: PathParts<boolean>): HostObject {
  return new RelationClass(dialect, quoting)
}

class RelationClass extends HostObject {
  constructor(
    private readonly dialect: Dialect,
    private readonly quoting: PathParts<boolean>,
  ) {
    super()
  }

  override attr(name: string): Value | undefined {
    const constant = typeConstants.find(([key]) => key === name)
    if (constant) return constant[1]
    switch (name) {
      case 'create':
        return templateFunction(
          name,
          [...pathParameters, { name: 'type', default: null }, '**kwargs'],
          (args) => this.create(args),
        )
      case 'get_relation_type':
        return Dict.of(typeConstants.map(([key, type]) => [key, type]))
      case 'get_default_quote_policy':
      case 'get_default_include_policy':
        return templateFunction(name, [], () => pathDict(allQuoted))
      case 'scd_args':
        return templateFunction(name, ['primary_key', 'updated_at'], scdArgs)
      case 'add_ephemeral_prefix':
        return templateFunction(name, ['name'], ([model]) => ephemeralPrefix + str(model as Value))
      default:
        return undefined
    }
  }

  private create([database, schema, identifier, type, rest]: readonly Value[]): RelationValue {
    const settings = rest instanceof Dict ? rest : new Dict()
    const limit = settings.get('limit')
    const path = {
      database: pathPart('database', database),
      schema: pathPart('schema', schema),
      identifier: pathPart('identifier', identifier),
    }
    const kind = isMissing(type) ? null : (str(type) as RelationType)
    if (kind !== null) this.refuseLongName(path.identifier)
    const relation = createRelation(path, {
      type: kind,
      quote: overlaid(this.quoting, settings.get('quote_policy'), asFlag),
      include: overlaid(allQuoted, settings.get('include_policy'), asFlag),
    })
    return new RelationValue(relation, this.dialect, {
      limit: typeof limit === 'number' ? limit : null,
      requireAlias: asFlag(settings.get('require_alias') ?? true),
      dbtCreated: asFlag(settings.get('dbt_created') ?? false),
    })
  }

  /** dbt-postgres' check: a name of a table that Postgres would cut. */
  private refuseLongName(identifier: string | null): void {
    const { maxIdentifierLength: most, name } = this.dialect
    if (identifier === null || identifier.length <= most) return
    throw new TdbtError(
      'name-too-long',
      `the relation '${identifier}' has ${identifier.length} characters, of which ${name} keeps ${most}`,
    )
  }

  override str(): string {
    return "<class 'Relation'>"
  }
}
