"""How a command ends: with its exit status, and an error with sentences in place of a traceback."""

from __future__ import annotations

import atexit
import errno
import gc
import os
import sys
from typing import Any, NoReturn

import click


class Commands(click.Group):
    """A group of commands whose errors are told without a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        from derive.language.errors import DeriveError, is_developing, unforeseen

        try:
            return super().invoke(ctx)
        except DeriveError as error:
            told(error)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(0)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            if is_developing():
                raise
            told(lacking(error) or unwritten(error) or unforeseen(error))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        from derive.language.errors import nearest

        if args and not args[0].startswith("-") and args[0] not in self.commands:
            raise click.UsageError(f"no such command {args[0]!r}{nearest(args[0], self.commands)}", ctx)
        return super().resolve_command(ctx, args)


def lacking(error: Exception) -> Exception | None:
    """What is said where a package is missing that a command needs, as those that no browser has."""
    from derive.language.errors import fault

    name = error.name if isinstance(error, ModuleNotFoundError) else None
    if not name or name.partition(".")[0] == "derive":
        return None
    return fault(f"this command needs {name.partition('.')[0]}, which is not installed here")


def unwritten(error: Exception) -> Exception | None:
    """What is said where the standard output takes nothing more, as on a full disk."""
    from derive.language.errors import fault

    if not isinstance(error, OSError) or error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO):
        return None
    # What is left in the buffer would be tried again at the end.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return fault(f"the output cannot be written: {error.strerror}; free some space, or name another place with -o")


def leave_garbage() -> None:
    """Spare a short process the search for garbage: what would be looked through again and again is all in use.

    Nor is it looked through when all of it goes, which takes a tenth of a second with SymPy loaded.
    """
    gc.set_threshold(1_000_000)
    atexit.register(gc.freeze)


def told(error: Any) -> NoReturn:
    """End with the complaints of an error, and with its exit status."""
    for complaint in error.complaints:
        click.echo(f"derive: {complaint}", err=True)
    sys.exit(error.status)
