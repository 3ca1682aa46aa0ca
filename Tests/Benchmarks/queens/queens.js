function queens(n) {
  const columns = new Array(n).fill(false);
  const rising = new Array(2 * n).fill(false);
  const falling = new Array(2 * n).fill(false);
  let solutions = 0;
  function place(row) {
    if (row === n) {
      solutions++;
      return;
    }
    for (let column = 0; column < n; column++) {
      const up = row + column;
      const down = row - column + n;
      if (!columns[column] && !rising[up] && !falling[down]) {
        columns[column] = rising[up] = falling[down] = true;
        place(row + 1);
        columns[column] = rising[up] = falling[down] = false;
      }
    }
  }
  place(0);
  return solutions;
}
console.log(queens(Number(process.argv[2])));
