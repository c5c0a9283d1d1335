import { expect, it } from 'vitest'
import { parseShop } from '../support/parse-shop.js'

// Python's answers.
it.each([
  ["re.match('a(b)?', 'abc').group(0)", 'ab'],
  ["re.match('b', 'abc')", 'None'],
  ["re.search('b', 'abc').span()", '(1, 2)'],
  ["re.fullmatch('ab', 'abc')", 'None'],
  ["re.fullmatch('a|abc', 'abc')", "<re.Match object; span=(0, 3), match='abc'>"],
  ["re.match('(?P<x>.)(?P<y>.)', 'ab').groupdict()", "{'x': 'a', 'y': 'b'}"],
  ["re.match('(a)(b)', 'ab').group(1, 2)", "('a', 'b')"],
  ["re.match('(a)(z)?', 'ab').groups()", "('a', None)"],
  ["re.findall('a.', 'abac')", "['ab', 'ac']"],
  ["re.findall('(a)(.)', 'abac')", "[('a', 'b'), ('a', 'c')]"],
  ["re.split('[,;]', 'a,b;c')", "['a', 'b', 'c']"],
  ["re.split('(,)', 'a,b,c', 1)", "['a', ',', 'b,c']"],
  ["re.sub('[^a-z]+', '_', 'a b  c')", 'a_b_c'],
  ["re.sub('(?P<w>[a-z])(.)', '\\\\2\\\\g<w>', 'a1b2')", '1a2b'],
  ["re.sub('a', 'x', 'aaa', 2)", 'xxa'],
  ["re.subn('a', 'x', 'aba')", "('xbx', 2)"],
  ["re.sub('A', 'x', 'aA', flags=re.IGNORECASE)", 'xx'],
  ["re.compile('(?i)A').match('a') is none", 'False'],
  ["re.escape('a.b')", 'a\\.b'],
])('%s is %s', (expression, expected) => {
  const { node } = parseShop({
    'models/a.sql': `{% set re = modules.re %}{{ config(alias=(${expression}) ~ '') }}select 1`,
  })
  expect(node('a').alias).toBe(expected)
})
