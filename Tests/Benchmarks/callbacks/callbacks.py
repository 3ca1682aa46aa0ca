import sys
from functools import reduce


def main(n):
    a = []
    for i in range(n):
        a.append(i)
    k = 3
    return reduce(
        lambda total, x: total + x,
        list(filter(lambda x: x % 2 == 0, list(map(lambda x: x * k + 1, a)))),
        0,
    )


print(main(int(sys.argv[1])))
