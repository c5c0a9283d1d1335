/** What expressions are made of, by the type of what they give. `$` is an expression, `$str`, `$int` ... one of a type. */

const lines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)

export type Type = 'str' | 'int' | 'float' | 'bool' | 'list' | 'dict' | 'any'

/** Literals and the names of the context. */
export const leaves: Record<Type, readonly string[]> = {
  str: lines(`
    ''
    'a'
    "it's"
    'Hello World'
    '  padded '
    'a,b,,c'
    'line\\none\\ttab'
    'ÄÖ straße'
    'x😀y'
    '12'
    '3.50'
    '%s and %d'
    '{} {0!r:>5}'
    'snake_case_name'
    'a' 'b'
    '\\x41\\u00e9\\'\\\\'
    name
    text
    uni
    html
    empty`),
  int: lines(`
    0
    1
    2
    7
    -3
    42
    1_000
    0x1F
    0b101
    0o17
    12345678901234567890
    n
    m
    zero
    big`),
  float: lines(`
    0.0
    1.0
    2.5
    -0.5
    1e20
    1.5e-7
    3.14159
    1_0.2_5
    0.1
    f
    g
    tiny`),
  bool: lines(`
    true
    false
    True
    False
    t
    no`),
  list: lines(`
    []
    [1, 2, 3]
    ['b', 'a', 'C']
    (1, 2)
    (1,)
    ()
    [3, 1.5, true]
    [[1, 2], [3, 4]]
    [none, 'x', 2.0]
    nums
    words
    mixed
    nested
    pair
    one
    unit
    users
    tree
    range(4)
    range(5, 0, -2)`),
  dict: lines(`
    {}
    {'a': 1}
    {'b': 2, 'a': 1, 'C': 3}
    {1: 'x', 2.5: 'y', none: 'z', true: 'w'}
    {(1, 2): [3]}
    {'k': {'x': [1]}}
    dict(a=1, b=$)
    d
    e
    users[0]`),
  any: lines(`
    none
    None
    nil
    missing
    missing.attr
    users[0].nope
    d.nope
    namespace(a=1)`),
}

/** Calls, filters and operators, by the type that they most often give. */
export const forms: Record<Type, readonly string[]> = {
  str: lines(`
    $str.upper()
    $str.lower()
    $str.title()
    $str.capitalize()
    $str.swapcase()
    $str.casefold()
    $str.strip()
    $str.strip($str)
    $str.lstrip('a ')
    $str.rstrip('dlo')
    $str.replace($str, $str)
    $str.replace('a', 'b', $int)
    $str.center($small, '*')
    $str.ljust($small)
    $str.rjust($small, '.')
    $str.zfill($small)
    $str.expandtabs($small)
    $str.removeprefix('a')
    $str.removesuffix($str)
    $str.join($list)
    $str.format($, $, a=$)
    $str.translate({97: 'x', 98: none})
    '{:>10}|{:<5}'.format($str, $)
    '{0[0]} {1.x}'.format($list, $)
    '{a!r}{b!s}'.format(a=$, b=$)
    '{:$spec}'.format($)
    '{:{}}'.format($, $small)
    '%$percent' % $
    '%s-%r' % ($, $)
    '%(a)s' % $dict
    $str % $
    $str + $str
    $str ~ $
    $ ~ $
    $str * $small
    $small * $str
    $str[$int]
    $str[$int:$int]
    $str[::$int]
    $str[$int:]
    $str[:$int]
    $str|upper
    $str|lower
    $str|title
    $str|capitalize
    $str|trim
    $str|trim($str)
    $str|replace($str, $str)
    $str|replace('a', 'b', $int)
    $str|center($small)
    $str|truncate($small)
    $str|truncate($small, true)
    $str|truncate($small, true, '..', 0)
    $str|indent($small)
    $str|indent($small, true)
    $str|indent(first=true, blank=true)
    $str|indent('> ')
    $str|wordwrap($small)
    $str|wordwrap(5, false)
    $str|striptags
    $str|urlencode
    $str|escape
    $str|e
    $str|safe
    $str|forceescape
    $str|string
    $str|format($, $)
    $str|first
    $str|last
    $str|reverse
    $str|urlize
    $str|as_text
    $|string
    $|tojson
    $|tojson(2)
    $|pprint
    $list|join
    $list|join($str)
    $list|join('-', attribute='name')
    $list|join('-', attribute=$int)
    $dict|xmlattr
    $dict|urlencode
    $num|filesizeformat
    $num|filesizeformat(true)
    $|default($str)
    $|d($str, true)
    $str|attr('upper')()
    $|upper
    $|title
    $|trim`),
  int: lines(`
    $int + $int
    $int - $int
    $small * $int
    $int // $int
    $int % $int
    $small ** 2
    -$int
    +$int
    $str.find($str)
    $str.rfind('a')
    $str.index('a')
    $str.count($str)
    $str.count('a', $int, $int)
    $list.index($)
    $list.count($)
    $list|length
    $str|count
    $dict|length
    $str|wordcount
    $|int
    $|int($int)
    $str|int(0, 16)
    $str|int(base=2)
    $num|abs
    $num|round|int
    $list|sum
    $list|sum(start=$int)
    $users|sum(attribute='age')
    $int.bit_length()
    true + $int
    $dict.x
    $list[0]
    (1, 2, 3)[$int]
    $list|first
    $list|last`),
  float: lines(`
    $num / $num
    $num * 1.5
    $num + $float
    $num - $float
    $float // $num
    $float % $num
    $small ** -1
    $num|float
    $str|float
    $str|float($float)
    $num|round
    $num|round($small)
    $num|round(1, 'floor')
    $num|round(-1, 'ceil')
    $num|round(2, method='common')
    -$float
    $float.is_integer()`),
  bool: lines(`
    $ == $
    $ != $
    $num < $num
    $num >= $num
    $str < $str
    $list <= $list
    $int < $int < $int
    $ == $ != $
    $str in $str
    $ in $list
    $ not in $dict
    $ in $
    not $
    $ and $
    $ or $
    $ is $test
    $ is not $test
    $ is $test and $
    $str.startswith($str)
    $str.endswith(('a', 'b'))
    $str.isdigit()
    $str.isalpha()
    $str.isalnum()
    $str.isspace()
    $str.islower()
    $str.isupper()
    $str.istitle()
    $str.isidentifier()
    $str.isnumeric()
    $str.isdecimal()
    $str.isascii()
    $str.isprintable()
    $|is_list`),
  list: lines(`
    [$, $]
    [$int, $str, $]
    ($, $)
    ($int,)
    $list + $list
    $list * $small
    $list[$int:$int]
    $list[::-1]
    $list[::$int]
    $str.split()
    $str.split($str)
    $str.split(',', $int)
    $str.rsplit(' ', 1)
    $str.splitlines()
    $str.splitlines(true)
    $str.partition($str)
    $str.rpartition('a')
    $str|list
    $dict|list
    $list|list
    $list|sort
    $list|sort(reverse=true)
    $list|sort(case_sensitive=true)
    $users|sort(attribute='name')|list
    $users|sort(attribute='city.name,name')
    $list|unique|list
    $list|unique(true)|list
    $users|unique(attribute='city.name')|map(attribute='name')|list
    $list|reverse|list
    $list|map('string')|list
    $list|map('upper')|list
    $list|map($filter)|list
    $users|map(attribute='name')|list
    $users|map(attribute='nope', default=$)|list
    $list|select|list
    $list|select('$test0')|list
    $list|select('gt', $int)|list
    $list|reject('in', $list)|list
    $list|reject('none')|list
    $users|selectattr('on')|map(attribute='name')|list
    $users|selectattr('age', 'gt', $int)|list|length
    $users|rejectattr('city.name', 'eq', 'Oslo')|list|length
    $users|groupby('city.name')|map('first')|list
    $users|groupby('age', default=0)|list
    $users|groupby('city.name', case_sensitive=true)|map(attribute='grouper')|list
    $list|batch($small)|list
    $list|batch(2, $)|list
    $list|slice(2)|list
    $list|slice(3, $)|list
    $dict|items|list
    $dict|dictsort
    $dict|dictsort(true)
    $dict|dictsort(false, 'value')
    $dict|dictsort(reverse=true)
    $dict.items()|list
    $dict.keys()|list
    $dict.values()|list
    $list.copy()
    range($small)|list
    $list|max
    $list|min`),
  dict: lines(`
    {$str: $}
    {'a': $, 'b': $}
    {$int: $, $str: $}
    dict($dict)
    dict($dict, z=$)
    dict([['k', $]])
    $dict.copy()
    $users[0]
    $dict.get('c', {})
    $dict.get($)
    $dict.pop('a', none)
    $dict.setdefault('q', $)
    dict.fromkeys($list, 1)`),
  any: lines(`
    $dict.a
    $dict['b']
    $dict[$str]
    $dict.get($str, $)
    $list[$int]
    $ if $ else $
    $ if $bool
    $|default($)
    $|default($, $bool)
    $list|random|default(1)|string|length > 0
    $list|max(attribute='x')
    ($)
    $|first
    $|last
    $|attr($str)
    $.name
    $.items
    $()
    $.nope.nope
    $ + $
    $ - $
    $ / $
    $ % $small
    $ < $
    -$
    $[$]
    $|$filter
    $list.pop()
    $list.append($)
    $list.insert($int, $)
    $list.extend($list)
    $list.remove($)
    $list.reverse()
    $list.sort()
    $dict.update(x=$)
    $dict.popitem()
    $dict.clear()
    cycler($, $).next()
    joiner($str)()`),
}

export const testNames: readonly string[] = lines(`
  defined
  undefined
  none
  boolean
  true
  false
  integer
  float
  number
  string
  mapping
  sequence
  iterable
  callable
  lower
  upper
  odd
  even
  escaped
  divisibleby(3)
  divisibleby $int
  sameas($)
  in($list)
  in [1, 2]
  eq($)
  ne $
  equalto('a')
  gt($int)
  ge($num)
  lt($)
  le($)
  greaterthan(1)
  lessthan 5
  filter
  test
  nosuch`)

export const filterNames: readonly string[] = lines(`
  abs
  capitalize
  count
  e
  first
  float
  int
  items
  join
  last
  length
  list
  lower
  max
  min
  pprint
  reverse
  round
  safe
  sort
  string
  sum
  title
  tojson
  trim
  unique
  upper
  urlencode
  wordcount
  xmlattr
  as_native
  as_number
  as_bool
  as_text
  is_list
  nosuch`)

export const specs: readonly string[] = lines(`
  d
  5
  <5
  >8
  ^9
  05
  +
  ,
  _
  .2f
  08.3f
  e
  .3g
  %
  x
  #X
  b
  o
  c
  s
  *^12
  =+9
  .3
  n
  ,.1f
  +,d
  10s
  z`)

export const percents: readonly string[] = lines(`
  s
  r
  d
  i
  5d
  -6d
  05d
  +d
  x
  #o
  f
  .1f
  9.2f
  e
  g
  .3s
  10s
  c
  a
  %
  q
  *d`)
