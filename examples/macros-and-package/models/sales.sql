select
    lines.order_id,
    lines.ordered_on,
    lines.category,
    {{ money.in_reporting_currency('lines.amount', 'lines.currency') }} as amount
from {{ ref('order_lines') }} as lines
