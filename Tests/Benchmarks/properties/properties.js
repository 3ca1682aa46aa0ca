function main(n) {
  const p = { x: 0, y: 0, vx: 1, vy: 2, n: 0 };
  for (let i = 0; i < n; i++) {
    p.x = p.x + p.vx;
    p.y = p.y + p.vy;
    if (p.x > 1000) {
      p.x = 0;
      p.n = p.n + 1;
    }
  }
  return p.x + p.y + p.n;
}
console.log(main(Number(process.argv[2])));
