import sys


def main(n):
    words = ["a", "bb", "ccc"]
    total = 0
    for i in range(n):
        total += abs(50 - i % 100) + len(words)
    return total


print(main(int(sys.argv[1])))
