reduce range($n) as $i (0;
  reduce range(1000) as $j (.;
    (. + $i * $j % 7) | if . > 1000000 then . - 1000000 else . end))
