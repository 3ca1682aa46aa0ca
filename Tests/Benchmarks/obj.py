def main():
    o = {}
    for i in range(1000000):
        o[f"key{i}"] = i
    s = 0
    for i in range(1000000):
        s = s + o[f"key{i}"]
    return s


print(main())
