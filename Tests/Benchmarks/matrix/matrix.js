function matrix(n, seed) {
  const rows = [];
  for (let i = 0; i < n; i++) {
    const row = [];
    for (let j = 0; j < n; j++) row.push((i * seed + j) % 10);
    rows.push(row);
  }
  return rows;
}

function multiply(a, b, n) {
  const result = [];
  for (let i = 0; i < n; i++) {
    const row = a[i];
    const line = [];
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += row[k] * b[k][j];
      line.push(sum);
    }
    result.push(line);
  }
  return result;
}

const n = Number(process.argv[2]);
const product = multiply(matrix(n, 3), matrix(n, 7), n);
let trace = 0;
for (let i = 0; i < n; i++) trace += product[i][i];
console.log(trace, product[n - 1][0]);
