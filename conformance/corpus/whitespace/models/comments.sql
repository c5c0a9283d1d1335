{#- one -#}
  -- {{ 'in a comment' }}
/* {% if false %} hidden {% endif %} */ select {# two #} 1 as id -- end
