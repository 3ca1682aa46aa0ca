import sys

n = int(sys.argv[1])


def is_safe(board, column):
    row = len(board)
    for i, other in enumerate(board):
        if other == column or abs(other - column) == row - i:
            return False
    return True


def count(board):
    if len(board) == n:
        return 1
    found = 0
    for column in range(n):
        if is_safe(board, column):
            found += count([*board, column])
    return found


print(count([]))
