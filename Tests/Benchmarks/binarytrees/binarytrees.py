# After the Computer Language Benchmarks Game.
import sys


def tree(depth):
    return (None, None) if depth == 0 else (tree(depth - 1), tree(depth - 1))


def nodes(tree):
    left, right = tree
    return 1 if left is None else 1 + nodes(left) + nodes(right)


n = int(sys.argv[1])
print(nodes(tree(n + 1)))
kept = tree(n)
for depth in range(4, n + 1, 4):
    rounds = 1 << (n - depth + 4)
    print(rounds, depth, sum(nodes(tree(depth)) for _ in range(rounds)))
print(nodes(kept))
