/*
{{ modules.itertools.chain([1, 2], 'ab')|list }}|{{ modules.itertools.product([1, 2], 'ab')|list }}|{{ modules.itertools.product([1, 2], repeat=2)|list }}|{{ modules.itertools.permutations([1, 2, 3], 2)|list }}|{{ modules.itertools.combinations('abc', 2)|list }}|{{ modules.itertools.combinations_with_replacement('ab', 2)|list }}
{{ modules.itertools.islice(modules.itertools.count(5, 2), 3)|list }}|{{ modules.itertools.islice(modules.itertools.cycle('ab'), 1, 6, 2)|list }}|{{ modules.itertools.repeat('x', 3)|list }}|{{ modules.itertools.accumulate([1, 2, 3])|list }}|{{ modules.itertools.compress('abc', [1, 0, 1])|list }}|{{ modules.itertools.zip_longest([1, 2], 'a', fillvalue='-')|list }}|{{ modules.itertools.starmap(range, [(1, 3), (0,)])|map('list')|list }}|{% set a, b = modules.itertools.tee([1, 2]) %}{{ a|list }}{{ b|list }}
{% for a, b in modules.itertools.product([1], [2, 3]) %}{{ loop.index }}{{ a }}{{ b }}{% endfor %}|{{ modules.itertools.permutations('ab')|map('join')|list }}
*/
select 1 as id
