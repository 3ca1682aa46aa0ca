import sys


def queens(n):
    columns = [False] * n
    rising = [False] * (2 * n)
    falling = [False] * (2 * n)
    solutions = 0

    def place(row):
        nonlocal solutions
        if row == n:
            solutions += 1
            return
        for column in range(n):
            up = row + column
            down = row - column + n
            if not columns[column] and not rising[up] and not falling[down]:
                columns[column] = rising[up] = falling[down] = True
                place(row + 1)
                columns[column] = rising[up] = falling[down] = False

    place(0)
    return solutions


print(queens(int(sys.argv[1])))
