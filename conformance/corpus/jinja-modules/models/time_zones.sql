/*
{% set dt = modules.datetime.datetime(2002, 10, 27, 6, 0, 0) %}{{ modules.pytz.timezone('US/Eastern').localize(dt) }}
{% set tz = modules.pytz.timezone('America/New_York') %}{{ tz }}|{{ [tz] }}|{{ tz.zone }}|{{ tz.localize(modules.datetime.datetime(2021, 6, 1)).isoformat() }}|{{ tz.localize(modules.datetime.datetime(2021, 12, 1)).strftime('%Z %z') }}
{% set tz = modules.pytz.timezone('Europe/Berlin') %}{% set d = tz.localize(modules.datetime.datetime(2021, 3, 28, 1, 30)) %}{{ d }}|{{ tz.normalize(d + modules.datetime.timedelta(hours=1)) }}|{{ d.tzname() }}{{ d.utcoffset() }}{{ d.dst() }}|{{ d.astimezone(modules.pytz.utc) }}|{{ d.tzinfo }}|{{ [d] }}
{% set tz = modules.pytz.timezone('US/Eastern') %}{{ tz.localize(modules.datetime.datetime(2002, 10, 27, 1, 30)) }}|{{ tz.localize(modules.datetime.datetime(2002, 10, 27, 1, 30), is_dst=True) }}|{{ tz.localize(modules.datetime.datetime(2002, 4, 7, 2, 30)) }}|{{ tz.localize(modules.datetime.datetime(2002, 4, 7, 2, 30), is_dst=true) }}
{% set d = modules.datetime.datetime(2020, 1, 1, tzinfo=modules.pytz.utc) %}{{ d }}|{{ d.astimezone(modules.pytz.timezone('Asia/Tokyo')).strftime('%Y-%m-%d %H:%M %Z') }}|{{ d.astimezone(modules.pytz.timezone('Asia/Kolkata')) }}|{{ d.timestamp() }}|{{ [d] }}|{{ d.tzinfo }}
{{ modules.datetime.datetime(2020, 1, 1).replace(tzinfo=modules.pytz.timezone('America/New_York')) }}|{{ modules.datetime.datetime(2020, 1, 1).replace(year=2021, hour=5) }}
{{ modules.datetime.datetime.fromtimestamp(0, modules.pytz.utc) }}|{{ modules.datetime.datetime.utcfromtimestamp(86400.5) }}|{{ modules.datetime.date.fromordinal(737425) }}|{{ modules.datetime.datetime.combine(modules.datetime.date(2020, 1, 1), modules.datetime.time(3, 4)) }}|{{ modules.datetime.time(1, 2, 3) }}|{{ [modules.datetime.time(1, 2), modules.datetime.date(2020, 1, 1)] }}
*/
select 1 as id
