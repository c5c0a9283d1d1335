with sales as (

    select
        invoice_date,
        count(*) as line_count
    from {{ ref('stg_online_retail') }}
    group by invoice_date

),

calendar as (

    -- Days without a sale are days too: a moving average over the days of sales alone would lie.
    select cast(generate_series(min(invoice_date), max(invoice_date), interval '1 day') as date) as date_day
    from sales

)

select
    calendar.date_day,
    cast(extract(year from calendar.date_day) as integer) as year_number,
    cast(extract(quarter from calendar.date_day) as integer) as quarter_number,
    cast(extract(month from calendar.date_day) as integer) as month_number,
    cast(date_trunc('month', calendar.date_day) as date) as month_start,
    to_char(calendar.date_day, 'FMMonth') as month_name,
    cast(extract(week from calendar.date_day) as integer) as iso_week,
    cast(extract(isoyear from calendar.date_day) as integer) as iso_year,
    cast(extract(day from calendar.date_day) as integer) as day_of_month,
    cast(extract(isodow from calendar.date_day) as integer) as day_of_week,
    to_char(calendar.date_day, 'FMDay') as day_name,
    extract(isodow from calendar.date_day) in (6, 7) as is_weekend,
    sales.invoice_date is not null as has_sales
from calendar
left join sales
    on sales.invoice_date = calendar.date_day
