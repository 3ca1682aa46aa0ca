from functools import reduce


def main():
    a = []
    for i in range(1000000):
        a.append(i)
    k = 3
    return reduce(
        lambda total, x: total + x,
        list(filter(lambda x: x % 2 == 0, list(map(lambda x: x * k + 1, a)))),
        0,
    )


print(main())
