{{ config(pre_hook=["select 1", {"sql": "select '{{ this }}'", "transaction": true}], post_hook=kit.comment_on(this)) }}
{{ kit.union_relations([ref('words'), ref('kit', 'kit_words')], columns=var('columns', {'batch': 'int', 'id': 'int', 'name': 'text'})) }}
