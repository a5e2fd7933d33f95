"""in_terminal.py STEPS COMMAND...: runs a command as if a person sat at its terminal.

STEPS is a JSON list of [prompt, answer] or [prompt, answer, command]: when the prompt was shown, the
shell command is run, then the answer and Enter are typed.
Everything that the terminal showed goes to standard output; the command's exit code is this one's,
and 99 when a prompt did not come.
"""
import json
import os
import pty
import select
import subprocess
import sys
import time

SECONDS = 110


def follow(terminal, steps):
    """Types the answers; gives what was shown, and whether every prompt came."""
    shown, searched, deadline = b"", 0, time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        if steps:
            prompt, answer, *commands = steps[0]
            at = shown.find(prompt.encode(), searched)
            if at >= 0:
                searched = at + len(prompt.encode())
                for command in commands:
                    subprocess.run(command, shell=True, check=True, stdout=subprocess.DEVNULL)
                os.write(terminal, answer.encode() + b"\n")
                steps.pop(0)
                continue
        if not select.select([terminal], [], [], 0.2)[0]:
            continue
        try:
            more = os.read(terminal, 65536)
        except OSError:  # the other end was closed
            break
        if not more:
            break
        shown += more
    return shown, not steps


def main():
    steps = json.loads(sys.argv[1])
    child, terminal = pty.fork()
    if child == 0:
        os.execvp(sys.argv[2], sys.argv[2:])
    shown, complete = follow(terminal, steps)
    os.close(terminal)
    _, status = os.waitpid(child, 0)
    sys.stdout.buffer.write(shown)
    sys.stdout.flush()
    return os.waitstatus_to_exitcode(status) if complete else 99


if __name__ == "__main__":
    sys.exit(main())
