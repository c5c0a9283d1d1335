import type { Random } from '../random.js'
import { lines, words } from './lists.js'

/** What templates see. What drops or empties relations is left out here and below: it does what it says. */
const names = words(`
  this target model config adapter api builtins modules exceptions graph flags invocation_args_dict dbt_version
  project_name run_started_at execute context selected_resources database schema sql loop varargs kwargs caller self
  none true False None nosuch env dbt dbt_postgres results schemas node`)

const functions = words(`
  ref source config var env_var doc return log print run_query tojson fromjson toyaml fromyaml set set_strict zip
  zip_strict local_md5 range dict lipsum cycler joiner namespace load_result store_result store_raw_result statement
  is_incremental config.get config.require config.set builtins.ref builtins.source write render caller super
  adapter.get_relation adapter.get_columns_in_relation adapter.dispatch adapter.quote adapter.get_missing_columns
  adapter.expand_target_column_types adapter.list_relations adapter.check_schema_exists adapter.create_schema
  adapter.get_column_schema_from_query adapter.convert_type adapter.quote_as_configured adapter.parse_index
  adapter.type adapter.standardize_grants_dict adapter.verify_database adapter.quote_seed_column
  adapter.get_incremental_strategy_macro adapter.lock_relation adapter.cache_added adapter.cache_renamed
  adapter.render_raw_columns_constraints api.Relation.create api.Relation api.Column api.Column.create
  api.Column.string_type api.Column.numeric_type api.Column.translate_type exceptions.raise_compiler_error
  exceptions.warn exceptions.raise_not_implemented exceptions.column_type_missing modules.datetime.datetime
  modules.datetime.datetime.strptime modules.datetime.timedelta modules.datetime.date
  modules.datetime.datetime.fromisoformat modules.re.match modules.re.sub modules.re.compile modules.re.findall
  modules.itertools.product modules.itertools.combinations modules.itertools.count modules.itertools.cycle
  modules.pytz.timezone this.incorporate this.include this.quote this.render this.replace_path this.matches
  this.information_schema dbt.concat dbt.dateadd dbt.datediff dbt.cast dbt.date_spine dbt.generate_series
  dbt.split_part dbt.safe_cast dbt.listagg dbt.hash dbt.type_string get_columns_in_query load_relation
  make_temp_relation get_where_subquery generate_schema_name generate_alias_name create_indexes nosuch nosuch.deep
  diff_columns get_test_sql should_full_refresh default__cast context.get try_or_compiler_error`)

const filters = lines(`
  abs
  attr("x")
  batch(2)
  batch(0)
  capitalize
  center
  center(10**7)
  default(1)
  dictsort
  escape
  filesizeformat
  first
  float
  forceescape
  format
  groupby("a")
  indent(-3)
  int
  items
  join
  join(1)
  last
  length
  list
  map("upper")
  map(attribute="a.b")
  max
  min
  pprint
  random
  reject
  rejectattr("a")
  replace("a", "b")
  reverse
  round(-1)
  round("x")
  safe
  select("odd")
  selectattr("a", "eq", 1)
  slice(3)
  slice(0)
  sort
  sort(attribute="a")
  string
  striptags
  sum
  title
  tojson
  trim
  truncate(5)
  truncate(-1)
  unique
  upper
  urlencode
  urlize
  wordcount
  wordwrap(0)
  xmlattr
  as_native
  as_bool
  as_number
  as_text
  nosuch`)

const tests = words(`
  defined none odd divisibleby(0) iterable mapping in(1) sameas(none) nosuch filter eq("a") lower callable`)

const attributes = lines(`
  constructor
  __class__
  __proto__
  __init__.__globals__
  prototype
  toString
  valueOf
  name
  identifier
  schema
  columns
  then
  length
  items()
  keys()
  values()
  get("a")
  upper()
  split("")
  format(1, a=2)
  append(1)
  update({1: 2})
  pop()
  pop(99)
  encode("utf-8")
  join([1])
  index("z")
  hasOwnProperty("a")
  zfill(10**8)
  ljust(-5)
  count("")
  replace("", "x" * 9)
  nodes
  is_view
  type
  strftime("%Q %")
  timestamp()
  rows
  table
  print_table()
  rename(column_names=1)
  path
  config
  sources`)

const operators = lines(`
  +
  -
  *
  /
  //
  %
  **
  ~
  ==
  <
  >=
  in
  not in
  and
  or
  is
  if`)

const literals = lines(String.raw`
  ''
  'a'
  '%s %(a)s %'
  '{0.__class__} {}'
  "select 1 as a"
  "select"
  'id'
  'stg_items'
  'words'
  0
  1
  -1
  10**9
  10**400
  1e308
  0.1
  []
  [1, "a", none]
  [[1, 2], [3, 4]]
  {}
  {"a": 1}
  {1: {2: 3}}
  ()
  (1,)
  ("a", "b")
  range(3)
  range(10**9)
  'x' * 10**9
  [0] * 10**9
  'é\u0000'
  '2024-01-01'
  '['
  '(?P<a>'
  {'__proto__': 1}
  {'constructor': {'a': 1}}
  nosuch`)

const keywords = words('name default type nosuch materialized fetch_result')

/** A random expression, most of whose parts have the wrong type. @param depth how many parts may nest */
export function randomExpression(random: Random, depth = 3): string {
  const inner = (): string => randomExpression(random, depth - 1)
  if (depth <= 0) return random.pick(random.chance(0.6) ? literals : names)
  switch (random.below(9)) {
    case 0:
      return random.pick(literals)
    case 1:
      return random.pick(names)
    case 2:
    case 3:
      return `${random.pick(functions)}(${randomArguments(random, depth)})`
    case 4:
      return `(${inner()} | ${random.pick(filters)})`
    case 5:
      return `${inner()}.${random.pick(attributes)}`
    case 6:
      return `(${inner()} is ${random.pick(tests)})`
    case 7:
      return `${inner()}[${random.chance(0.3) ? `${inner()}:${inner()}` : inner()}]`
    default:
      return `(${inner()} ${random.pick(operators)} ${inner()})`
  }
}

function randomArguments(random: Random, depth: number): string {
  const argument = (): string => {
    const value = randomExpression(random, depth - 1)
    if (random.chance(0.2)) return `${random.pick(keywords)}=${value}`
    return random.chance(0.05) ? `${random.pick(['*', '**'])}${value}` : value
  }
  return Array.from({ length: random.pick([0, 1, 1, 2, 2, 3, 5]) }, argument).join(', ')
}
