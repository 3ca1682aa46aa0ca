import sys
from functools import cmp_to_key


def main(n):
    items = []
    x = 42
    for i in range(n):
        x = (x * 1103515245 + 12345) % 2147483648
        items.append(x)
    ordered = sorted(items, key=cmp_to_key(lambda a, b: a - b))
    print(ordered[0], ordered[n // 2], ordered[n - 1])


main(int(sys.argv[1]))
