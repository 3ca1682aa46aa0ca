import sys


def main(n):
    total = 0
    for i in range(n):
        name = f"user{i % 97}"
        text = f"{name} has {i} points ({i / 4.0}) at {i % 60}s"
        total += len(text)
    return total


print(main(int(sys.argv[1])))
