function area(shape) {
  switch (shape.kind) {
    case "circle":
      return 3 * shape.r * shape.r;
    case "square":
      return shape.side * shape.side;
    case "box": {
      const [w, h] = shape.size;
      return w * h;
    }
    case "point":
    case "dot":
      return 0;
    default:
      return -1;
  }
}

function main(n) {
  const shapes = [
    { kind: "circle", r: 2 }, { kind: "square", side: 3 }, { kind: "box", size: [4, 5] }, { kind: "dot" },
    { kind: "line" },
  ];
  let total = 0;
  for (let i = 0; i < n; i++) total += area(shapes[i % 5]);
  return total;
}
console.log(main(Number(process.argv[2])));
