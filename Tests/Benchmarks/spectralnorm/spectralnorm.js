// After the Computer Language Benchmarks Game.
function element(i, j) {
  return 1.0 / (((i + j) * (i + j + 1)) / 2 + i + 1);
}

function times(v, n) {
  const result = [];
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += element(i, j) * v[j];
    result.push(sum);
  }
  return result;
}

function transposedTimes(v, n) {
  const result = [];
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += element(j, i) * v[j];
    result.push(sum);
  }
  return result;
}

function norm(n) {
  let u = new Array(n).fill(1.0);
  let v = [];
  for (let round = 0; round < 10; round++) {
    v = transposedTimes(times(u, n), n);
    u = transposedTimes(times(v, n), n);
  }
  let upper = 0;
  let lower = 0;
  for (let i = 0; i < n; i++) {
    upper += u[i] * v[i];
    lower += v[i] * v[i];
  }
  return Math.sqrt(upper / lower);
}
console.log(Math.round(norm(Number(process.argv[2])) * 1e9));
