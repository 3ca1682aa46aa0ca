function mandelbrot(n) {
  let inside = 0;
  for (let row = 0; row < n; row++) {
    const ci = (2.0 * row) / n - 1.0;
    for (let column = 0; column < n; column++) {
      const cr = (2.0 * column) / n - 1.5;
      let zr = 0;
      let zi = 0;
      let round = 0;
      while (round < 50 && zr * zr + zi * zi <= 4.0) {
        const next = zr * zr - zi * zi + cr;
        zi = 2.0 * zr * zi + ci;
        zr = next;
        round++;
      }
      if (round === 50) inside++;
    }
  }
  return inside;
}
console.log(mandelbrot(Number(process.argv[2])));
