import sys


def main(n):
    s = 0.0
    x = 1.5
    for i in range(n):
        s = s + x * 0.5
        x = x + 0.25
        if x > 1000.0:
            x = 1.5
    return s


print(int(main(int(sys.argv[1]))))
