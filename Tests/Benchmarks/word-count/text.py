"""Writes text of about SIZE bytes: lines of words, of which few are frequent. `text.py SIZE PATH`"""
import random
import sys

size, path = int(sys.argv[1]), sys.argv[2]
chosen = random.Random(7)
words = ["".join(chosen.choices("abcdefghijklmnopqrstuvwxyz", k=chosen.randint(2, 10))) for _ in range(20000)]
weights = [1 / (rank + 1) for rank in range(len(words))]
written = 0
with open(path, "w") as file:
    while written < size:
        picked = chosen.choices(words, weights, k=12000)
        lines = [" ".join(picked[at:at + 12]) for at in range(0, len(picked), 12)]
        written += file.write("\n".join(lines) + "\n")
