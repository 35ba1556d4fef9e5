"""Taking back: one feedback, or everything that is held of a person. What cannot be undone is asked first."""

from bot import texts
from bot.context import Context
from bot.effects import EraseEverything, Say, Withdraw
from bot.state import State
from bot.steps_answer import Outcome, ask, leave


def withdraw(state: State, number: str) -> Outcome:
    """The feedback is taken back; nothing that follows belongs to it."""
    if number == state.number:
        state = state.anew()
    return state, (Withdraw(number), Say(texts.withdrawn(number)))


def ask_to_withdraw(state: State, number: str, context: Context) -> Outcome:
    """Whether this closed feedback is to be taken back."""
    asking = state.asking_to_withdraw(number, context.now)
    return asking, (ask(asking, context),)


def ask_to_erase(state: State, context: Context) -> Outcome:
    """Whether everything is to be erased."""
    asking = leave(state).asking_to_erase(context.now)
    return asking, (ask(asking, context),)


def erase_everything() -> Outcome:
    """«پاک کن»: nothing is remembered either."""
    return State(), (EraseEverything(), Say(texts.ERASED))


def keep_everything(state: State) -> Outcome:
    """«نه» to erasing."""
    return leave(state), (Say(texts.KEPT),)
