/*
{{ fromjson('{"a": [1, 2.0, 1e2, true, null, "x"], "b": 12345678901234567890}') }}|{{ fromjson('x') }}|{{ fromjson('x', 5) }}|{{ fromjson('[]') }}|{{ fromjson('"\\u00e9"') }}|{{ fromjson('NaN') }}|{{ fromjson('[1,]', 'd') }}
{{ tojson({'b': 1, 'a': [1.0, none, true, 'é"']}) }}|{{ tojson({'b': 1, 'a': 2}, sort_keys=true) }}|{{ tojson((1, 2)) }}|{{ tojson('x') }}|{{ tojson(1.5e300) }}|{{ tojson({1: 2, none: 3, true: 4}) }}
{{ fromyaml('a: 1\nb: [x, 2]\nc:\n  - d: yes\n    e: 1.0\n') }}|{{ fromyaml('5') }}|{{ fromyaml('a: [') }}|{{ fromyaml('a: [', 'd') }}|{{ fromyaml('') }}|{{ fromyaml('- 1.0\n- 1e3\n- 010\n- 0x1f\n- ~\n- on') }}
{{ toyaml({'b': 1, 'a': [1, 'x', none, true, 1.5, {'c': 'd'}], 'e': {}, 'f': [], 'g': {'h': {'i': 1}}}) }}|{{ toyaml({'b': 1, 'a': 2}, sort_keys=true) }}|{{ toyaml([1, [2, 3], {'a': 1, 'b': [4]}]) }}|{{ toyaml('x') }}|{{ toyaml(5) }}|{{ toyaml(none) }}|{{ toyaml([]) }}
{{ toyaml(['yes', 'true', '1', '1.5', 'null', '', 'a: b', '- a', '#x', 'a #b', 'it\'s', '"q"', 'é', 'a\nb', ' lead', 'trail ', 'x'*100, 'word '*30, '@a', '%a', '&a', '*a', '!a', '|', '>', '{a', '[a', '?', '? a', ':', 'a:', '~', '2020-01-01', '=', '---', ',a', '`a', 'a\tb', '0x1f', '1e3', '.5', '-', '-a', 'on', 'off', 'y', 'n']) }}
*/
select 1 as id
