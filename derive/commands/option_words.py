"""Which words of a command line are options: an answer is never one, whatever it begins with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import click


class Answering(click.Command):
    """A command that takes an answer: a word is an option only if it is exactly a declared one.

    That is `-o`, `--name` or `--name=value`; what only begins like one, `-log(p)` or `-0.5`, is the answer.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """The words with the options in front.  Errors: `click.NoSuchOption` for one that is misspelt."""
        declared = {name: option for option in self.get_params(ctx) for name in (*option.opts, *option.secondary_opts)}
        options, others = apart(args, {name: p for name, p in declared.items() if isinstance(p, click.Option)})
        expected = sum(isinstance(parameter, click.Argument) for parameter in self.params)
        unknown = next((word for word in others[expected - 1 :] if word.startswith("--")), None)
        if unknown is not None and len(others) > expected:
            name = unknown.split("=")[0]
            raise click.NoSuchOption(name, possibilities=near(name, declared), ctx=ctx)
        return super().parse_args(ctx, [*options, "--", *others])


def apart(args: Sequence[str], declared: dict[str, click.Option]) -> tuple[list[str], list[str]]:
    """The options with their values, and the other words; after `--` all are others."""
    options: list[str] = []
    others: list[str] = []
    words: Iterator[str] = iter(args)
    for word in words:
        if word == "--":
            others += words
        elif word in declared:
            options += [word, *value(declared[word], word, words)]
        elif word.startswith("--") and "=" in word and word.split("=")[0] in declared:
            options.append(word)
        else:
            others.append(word)
    return options, others


def value(option: click.Option, word: str, words: Iterator[str]) -> list[str]:
    """The word after an option, if it takes one."""
    if option.is_flag:
        return []
    found = next(words, None)
    if found is None:
        raise click.BadOptionUsage(word, f"Option {word!r} requires an argument.")
    return [found]


def near(name: str, declared: Iterable[str]) -> list[str]:
    """The declared name that a misspelt one may mean."""
    from difflib import get_close_matches

    return get_close_matches(name, [each for each in declared if each.startswith("--")], n=1)
