def main():
    a = []
    x = 42
    for i in range(300000):
        x = (x * 1103515245 + 12345) % 2147483648
        a.append(x)
    b = sorted(a, key=lambda x: -x)
    return b[0] + b[150000] + b[299999]


print(main())
