const n = Number(process.argv[2]);

function isSafe(board, column) {
  const row = board.length;
  for (let i = 0; i < row; i++) {
    const other = board[i];
    if (other === column || Math.abs(other - column) === row - i) return false;
  }
  return true;
}

function count(board) {
  if (board.length === n) return 1;
  let found = 0;
  for (let column = 0; column < n; column++) {
    if (isSafe(board, column)) found += count([...board, column]);
  }
  return found;
}
console.log(count([]));
