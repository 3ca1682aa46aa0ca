import sys


def main(n):
    state = {"rounds": 0, "cells": [{"id": i, "hits": 0, "tags": [0, 0]} for i in range(100)]}
    for i in range(n):
        at = i % 100
        state["cells"][at]["hits"] += 1
        state["cells"][at]["tags"][i % 2] = i
        state["rounds"] += 1
    return state["cells"][7]["hits"] + state["cells"][99]["tags"][1] + state["rounds"]


print(main(int(sys.argv[1])))
