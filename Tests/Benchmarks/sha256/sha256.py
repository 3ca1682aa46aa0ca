import hashlib
import sys

text = "The quick brown fox jumps over the lazy dog. " * (int(sys.argv[1]) // 45)
print(hashlib.sha256(text.encode()).hexdigest())
