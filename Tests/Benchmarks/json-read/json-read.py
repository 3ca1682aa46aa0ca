import json
import sys

with open(sys.argv[2], encoding="utf-8") as file:
    print(len(json.load(file)))
