def counter():
    c = 0

    def next():
        nonlocal c
        c = c + 1
        return c

    return next


def main():
    next = counter()
    s = 0
    for i in range(2000000):
        s = s + next()
    return s


print(main())
