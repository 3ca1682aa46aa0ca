import sys
from collections import Counter

counts = Counter()
with open(sys.argv[2]) as file:
    for line in file:
        counts.update(line.split())
for word, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:5]:
    print(word, count)
print(len(counts))
