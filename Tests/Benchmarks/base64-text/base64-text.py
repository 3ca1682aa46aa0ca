import base64
import sys

text = "The quick brown fox jumps over the lazy dog. " * (int(sys.argv[1]) // 45)
encoded = base64.b64encode(text.encode()).decode()
print(len(encoded), str(base64.b64decode(encoded).decode() == text).lower())
