import sys


def main(n):
    o = {}
    for i in range(n):
        o[f"key{i}"] = i
    s = 0
    for i in range(n):
        s = s + o[f"key{i}"]
    return s


print(main(int(sys.argv[1])))
