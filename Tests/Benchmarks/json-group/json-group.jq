(map(select(.status == "succeeded")) | group_by(.model)) as $groups
| {
    groups: (reduce $groups[] as $group ({}; .[$group[0].model] = $group)),
    sums: (reduce $groups[] as $group ({}; .[$group[0].model] = ($group | map(.metrics.tokens) | add)))
  }
