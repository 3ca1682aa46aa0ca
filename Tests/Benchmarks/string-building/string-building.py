import sys


def main(n):
    s = ""
    for i in range(n):
        s += f"item {i};"
    return len(s)


print(main(int(sys.argv[1])))
