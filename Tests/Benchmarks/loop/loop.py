import sys


def main(n):
    s = 0
    for i in range(n):
        for j in range(1000):
            s = s + (i * j) % 7
            if s > 1000000:
                s = s - 1000000
    return s


print(main(int(sys.argv[1])))
