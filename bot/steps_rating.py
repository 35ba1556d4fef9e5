"""A rating without words: of an office named by its code, typed as «شهرداری ۲», or chosen from the list."""

from dataclasses import replace

from bot import buttons, texts
from bot.buttons import Office
from bot.context import Context
from bot.effects import ChooseUnit, Register, Say
from bot.state import State, Step
from bot.steps_answer import Outcome, after, agency_of, ask, leave
from domain.feedback import RATINGS


def rate_only(state: State, office: Office) -> Outcome:
    """An office to be rated without words is chosen."""
    moved = state.anew(step=Step.RATE_ONLY, agency=office.agency.code)
    return moved, (Say(texts.ask_rating_only(office.label), buttons.rate_only(office)),)


def confirm_rating(state: State, office: Office, rating: int) -> Outcome:
    """«شهرداری ۲» is asked back before it counts."""
    moved = state.anew(step=Step.RATE_ONLY, agency=office.agency.code)
    return moved, (Say(texts.confirm_rating(office.label, rating), buttons.confirm_rating(office, rating)),)


def register_rating(state: State, office: Office, rating: int, context: Context) -> Outcome:
    """A rating without words; what is written next explains it."""
    number, code = context.fresh_number, office.agency.code
    moved = state.anew(number=number, opened=context.now, agency=code, rated=True, wordless=True)
    unit = office.units[0].code if office.units else None
    moved = replace(moved, unit=unit, step=after(moved, Step.UNIT if unit else Step.OFFICE, context))
    chosen = tuple(ChooseUnit(number, unit.code) for unit in office.units[:1])
    thanks = ask(moved, context, texts.rated_only(number, office.label) + "\n")
    return moved, (Register(number, 0, "", agency=code, rating=rating), *chosen, thanks)


def pressed_rating(state: State, value: str, context: Context) -> Outcome | None:
    """«municipality:2» or «banks:2:melli». Only the rating in hand counts, so that a second press is no second rating."""
    code, rating, unit = (*value.split(":", 2), "", "")[:3]
    agency = agency_of(code, context)
    if state.step is not Step.RATE_ONLY or agency is None or code != state.agency or rating not in map(str, RATINGS):
        return None
    chosen = agency.unit(unit)
    return register_rating(state, Office(agency, (chosen,) if chosen else ()), int(rating), context)


def never_mind(state: State) -> Outcome:
    """No rating after all."""
    return leave(state), (Say(texts.RATING_DROPPED),)
