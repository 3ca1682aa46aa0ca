import sys


def main(n):
    i = 0
    s = 0
    while i < n:
        if i % 3 == 0:
            s = s + i
        else:
            s = s - 1
        i = i + 1
    return s


print(main(int(sys.argv[1])))
