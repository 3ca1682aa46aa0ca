[range($n) | {id: ., age: (. % 80), city: "city\(. % 50)"}]
| [.[] | select(.age >= 18) | {id, city, weight: (.age * 2)}] as $adults
| [$adults[] | select(.weight > 100) | .weight] as $heavy
| (reduce $adults[] as $p ({}; .[$p.city] = $p.weight)) as $cities
| ($heavy | add) + ($cities | length) + $cities.city7
