select '{{ metric("revenue") }}' as a, '{{ metric("semantic_layer", "orders") }}' as b
