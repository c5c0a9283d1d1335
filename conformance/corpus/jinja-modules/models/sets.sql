/*
{{ set([[1]]) }}
{{ zip([1, 2], 'ab')|list }}|{{ zip([1], [2, 3])|list }}|{{ zip(5) }}|{{ zip(5, default='d') }}|{{ zip()|list }}|{{ zip_strict([1], [2])|list }}|{% for a, b in zip([1, 2], [3, 4]) %}{{ a }}{{ b }}{{ loop.index }}{% endfor %}
{{ local_md5('hello') }}|{{ local_md5('é') }}|{{ diff_of_two_dicts({'a': ['x', 'Y'], 'B': ['z']}, {'A': ['y']}) }}
*/
select 1 as id
