import json
import sys

with open(sys.argv[2], encoding="utf-8") as file:
    records = json.load(file)
print(json.dumps(records, ensure_ascii=False, separators=(",", ":")))
