3 as $k | [range($n)] | map(. * $k + 1) | map(select(. % 2 == 0)) | reduce .[] as $x (0; . + $x)
