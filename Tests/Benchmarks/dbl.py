def main():
    s = 0.0
    x = 1.5
    for i in range(3000000):
        s = s + x * 0.5
        x = x + 0.25
        if x > 1000.0:
            x = 1.5
    return s


print(main())
