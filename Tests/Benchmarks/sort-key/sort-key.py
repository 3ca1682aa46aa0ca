import sys


def main(n):
    items = []
    x = 42
    for i in range(n):
        x = (x * 1103515245 + 12345) % 2147483648
        items.append(x)
    records = [{"id": i, "key": key} for i, key in enumerate(items)]
    records.sort(key=lambda r: r["key"])
    print(records[0]["id"], records[n // 2]["id"], records[n - 1]["id"])


main(int(sys.argv[1]))
