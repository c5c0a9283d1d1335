select '{% raw -%}   {{ kept }}   {%- endraw %}' as a, '{{ '{{' }}' as b
