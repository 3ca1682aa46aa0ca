import sys


def area(shape):
    match shape:
        case {"kind": "circle", "r": r}:
            return 3 * r * r
        case {"kind": "square", "side": side}:
            return side * side
        case {"kind": "box", "size": [w, h]}:
            return w * h
        case {"kind": "point" | "dot"}:
            return 0
        case _:
            return -1


def main(n):
    shapes = [
        {"kind": "circle", "r": 2}, {"kind": "square", "side": 3}, {"kind": "box", "size": [4, 5]}, {"kind": "dot"},
        {"kind": "line"},
    ]
    total = 0
    for i in range(n):
        total += area(shapes[i % 5])
    return total


print(main(int(sys.argv[1])))
