function longest(n) {
  let best = 0;
  let start = 0;
  for (let first = 1; first <= n; first++) {
    let value = first;
    let steps = 0;
    while (value !== 1) {
      value = value % 2 === 0 ? value / 2 : 3 * value + 1;
      steps++;
    }
    if (steps > best) {
      best = steps;
      start = first;
    }
  }
  return [start, best];
}
console.log(longest(Number(process.argv[2])).join(" "));
