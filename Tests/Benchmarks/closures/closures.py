import sys


def counter():
    c = 0

    def next():
        nonlocal c
        c = c + 1
        return c

    return next


def main(n):
    next = counter()
    s = 0
    for i in range(n):
        s = s + next()
    return s


print(main(int(sys.argv[1])))
