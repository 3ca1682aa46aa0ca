import sys


def main(n):
    line = ",".join([f"field{i}" for i in range(1000)])
    total = 0
    for _ in range(n):
        parts = [s.upper() for s in line.split(",")]
        total += len(";".join(parts))
    return total


print(main(int(sys.argv[1])))
