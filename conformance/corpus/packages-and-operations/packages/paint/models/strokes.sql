select {{ brush.stroke(var('colour')) }} as stroke, {{ var('layers') }} as layers
