"""What a person has here: the own feedbacks, everything that is held, and the permissions."""

from dataclasses import replace

from bot import keyboards_follow as keyboards
from bot import texts_follow, texts_own
from bot.buttons import NO, YES, Action, Press
from bot.context import Context
from bot.effects import Allow, Permission, Say, SendFile
from bot.state import State
from bot.steps_answer import Outcome, office_name

_BOM = "\ufeff"
"""So that old editors read the file as what it is."""


def mine(state: State, _argument: str, context: Context) -> Outcome:
    """The newest of the person's feedbacks."""
    return _page(state, 0, context)


def my_data(state: State, _argument: str, context: Context) -> Outcome:
    """Everything that is held, as a file."""
    content = _BOM + texts_own.file(context.own, state.last_county, context)
    return state, (SendFile(texts_own.FILE_NAME, content, texts_own.FILE_CAPTION),)


def settings(state: State, _argument: str, context: Context) -> Outcome:
    """The permissions, each with its switch."""
    return state, (Say(texts_own.settings(context.own), keyboards.settings(context.own)),)


def pressed_own(state: State, press: Press, context: Context) -> Outcome | None:
    """The answer to a button about one's own things; None when the press is no such thing."""
    match press.action:
        case Action.MINE if press.value.isdecimal():
            return _page(state, int(press.value), context)
        case Action.MY_DATA:
            return my_data(state, "", context)
        case Action.ALLOW:
            return _allow(state, press.value, context)
        case _:
            return None


def _page(state: State, page: int, context: Context) -> Outcome:
    own = context.own
    if not own.feedbacks:
        return state, (Say(texts_follow.NOTHING_MINE),)
    rows = ((known, office_name(known.agency, context)) for known in own.feedbacks)
    return state, (Say(texts_follow.mine(page), keyboards.mine(rows, page, more=own.more)),)


def _allow(state: State, value: str, context: Context) -> Outcome | None:
    """A switch is turned; pressed again on an old message it changes nothing."""
    name, _, wanted = value.partition(":")
    if name not in set(Permission) or wanted not in (YES, NO):
        return None
    what, allowed = Permission(name), wanted == YES
    own = context.own
    changed = replace(own, training=allowed) if what is Permission.TRAINING else replace(own, contact=allowed)
    note = texts_own.ALLOWED if allowed else texts_own.TAKEN_BACK
    return state, (Allow(what, allowed), Say(note, keyboards.settings(changed)))
