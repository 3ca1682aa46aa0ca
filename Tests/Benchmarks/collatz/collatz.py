import sys


def longest(n):
    best = start = 0
    for first in range(1, n + 1):
        value = first
        steps = 0
        while value != 1:
            value = value // 2 if value % 2 == 0 else 3 * value + 1
            steps += 1
        if steps > best:
            best, start = steps, first
    return start, best


print(*longest(int(sys.argv[1])))
