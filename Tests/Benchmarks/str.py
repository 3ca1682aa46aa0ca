def main():
    s = ""
    for i in range(1000000):
        s += f"item {i};"
    return len(s)


print(main())
