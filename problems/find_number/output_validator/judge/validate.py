"""Answers questions about the number in the input file; ten are allowed."""

import pathlib
import sys

ACCEPT, REJECT = 42, 43
MOST_QUESTIONS = 10


def reject(why):
    pathlib.Path(sys.argv[3], "judgemessage.txt").write_text(why + "\n")
    sys.exit(REJECT)


def main():
    number = int(pathlib.Path(sys.argv[1]).read_text())
    for _ in range(MOST_QUESTIONS):
        line = sys.stdin.readline(100).strip()
        if not line.isascii() or not line.isdigit() or not 1 <= int(line) <= 1000:
            reject(f"not a number from 1 to 1000: {line!r}")
        asked = int(line)
        answer = "found" if asked == number else "higher" if asked < number else "lower"
        try:
            print(answer, flush=True)
        except BrokenPipeError:
            reject("it ended before it had found the number")
        if asked == number:
            if sys.stdin.read(1):
                reject("it went on after it had found the number")
            sys.exit(ACCEPT)
    reject(f"not found with {MOST_QUESTIONS} questions")


main()
