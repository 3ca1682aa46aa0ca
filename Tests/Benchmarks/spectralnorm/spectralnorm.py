# After the Computer Language Benchmarks Game.
import sys
from math import sqrt


def element(i, j):
    return 1.0 / ((i + j) * (i + j + 1) // 2 + i + 1)


def times(v, n):
    result = []
    for i in range(n):
        total = 0.0
        for j in range(n):
            total += element(i, j) * v[j]
        result.append(total)
    return result


def transposed_times(v, n):
    result = []
    for i in range(n):
        total = 0.0
        for j in range(n):
            total += element(j, i) * v[j]
        result.append(total)
    return result


def norm(n):
    u = [1.0] * n
    for _ in range(10):
        v = transposed_times(times(u, n), n)
        u = transposed_times(times(v, n), n)
    upper = lower = 0.0
    for i in range(n):
        upper += u[i] * v[i]
        lower += v[i] * v[i]
    return sqrt(upper / lower)


print(round(norm(int(sys.argv[1])) * 1e9))
