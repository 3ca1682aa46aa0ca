// After the Computer Language Benchmarks Game.
function tree(depth) {
  return depth === 0 ? { left: null, right: null } : { left: tree(depth - 1), right: tree(depth - 1) };
}

function nodes(tree) {
  return tree.left === null ? 1 : 1 + nodes(tree.left) + nodes(tree.right);
}

const n = Number(process.argv[2]);
console.log(nodes(tree(n + 1)));
const kept = tree(n);
for (let depth = 4; depth <= n; depth += 4) {
  const rounds = 1 << (n - depth + 4);
  let total = 0;
  for (let i = 0; i < rounds; i++) total += nodes(tree(depth));
  console.log(rounds, depth, total);
}
console.log(nodes(kept));
