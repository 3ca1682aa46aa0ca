import sys


def main(n):
    p = {"x": 0, "y": 0, "vx": 1, "vy": 2, "n": 0}
    for i in range(n):
        p["x"] = p["x"] + p["vx"]
        p["y"] = p["y"] + p["vy"]
        if p["x"] > 1000:
            p["x"] = 0
            p["n"] = p["n"] + 1
    return p["x"] + p["y"] + p["n"]


print(main(int(sys.argv[1])))
