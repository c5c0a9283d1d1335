select {{ nosuch() }}
