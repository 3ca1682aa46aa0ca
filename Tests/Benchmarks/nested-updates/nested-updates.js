function main(n) {
  const state = { rounds: 0, cells: [] };
  for (let i = 0; i < 100; i++) state.cells.push({ id: i, hits: 0, tags: [0, 0] });
  for (let i = 0; i < n; i++) {
    const at = i % 100;
    state.cells[at].hits += 1;
    state.cells[at].tags[i % 2] = i;
    state.rounds += 1;
  }
  return state.cells[7].hits + state.cells[99].tags[1] + state.rounds;
}
console.log(main(Number(process.argv[2])));
