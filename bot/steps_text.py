"""Written words: an answer where they surely are one, otherwise part of a feedback. Nothing is lost."""

from typing import Final

from bot import buttons, names, texts, texts_detail, texts_matters, words
from bot.buttons import Office
from bot.context import Context
from bot.effects import AddText, Say
from bot.events import Commanded, Wrote
from bot.state import State, Step
from bot.steps_answer import (
    MOST_MATCHES,
    Outcome,
    agencies,
    agency_of,
    ask,
    ask_office_name,
    asked,
    choose_office,
    choose_place,
    comes_too_late,
    exactly_named,
    leave,
    question,
    rate,
    skip,
    want_answer,
)
from bot.steps_command import commanded, track, wrong_number
from bot.steps_detail import hide, named_office_and_unit, office_and_unit, written_driver, written_name, written_unit
from bot.steps_erase import ask_to_erase, ask_to_withdraw, erase_everything, keep_everything, withdraw
from bot.steps_follow import written_follow
from bot.steps_point import written_point
from bot.steps_rating import confirm_rating, never_mind, rate_only, register_rating
from bot.steps_store import store
from domain.tracking import looks_like_tracking_number, parse_tracking_number

_LATE_WORDS: Final = 2
"""After the feedback is closed, a longer answer is rather a new message."""


def wrote(state: State, event: Wrote, context: Context) -> Outcome:
    """Understand a text message; what somebody else wrote is no answer and no command."""
    if not event.forwarded:
        answered = _answer(state, event, context)
        if answered and comes_too_late(state, answered[1], context):
            return leave(state), (Say(texts.FIXED),)
        if answered:
            return answered
        command = words.command(event.text)
        if command:
            return commanded(state, Commanded(command), context)
        if words.is_hide(event.text):
            return hide(state, context)
    understood = _number(state, event.text, context) or _small_talk(state, event.text)
    if understood:
        return understood
    if not words.has_content(event.text) and not (state.is_open(context.now) and words.has_digits(event.text)):
        return _too_short(state, event.text, context)
    return (None if event.forwarded else _rating_of_office(state, event.text, context)) or store(state, event, context)


def _answer(state: State, event: Wrote, context: Context) -> Outcome | None:
    number, text = state.number, event.text
    match state.step:
        case Step.RATE_OFFICE:
            return _office_to_rate(state, text, context)
        case Step.RATE_ONLY:
            return written_point(state, event, context) or _rating_only(state, text, context)
        case Step.ERASE:
            return _erase(state, text)
        case Step.WITHDRAW if state.to_withdraw and (words.is_yes(text) or words.is_no(text)):
            return withdraw(state, state.to_withdraw) if words.is_yes(text) else keep_everything(state)
        case Step.OFFICE | Step.OFFICE_NAME if number:
            return _office(state, event, context)
        case Step.UNIT if number:
            return written_unit(state, event, context)
        case Step.PLACE if number:
            return _place(state, number, text, context)
        case Step.RATING if number:
            return _rating(state, number, text, context)
        case Step.WHAT_NOW if number and (words.is_yes(text) or words.is_no(text)):
            return want_answer(state, number, wanted=words.is_yes(text))
        case _:
            return _late_answer(state, event, context)


def _late_answer(state: State, event: Wrote, context: Context) -> Outcome | None:
    match state.step:
        case Step.DRIVER if state.number:
            return written_driver(state, event.text, context)
        case Step.COMMEND if state.number:
            return written_name(state, event.text, context)
        case _:
            return written_follow(state, event, context)


def _office(state: State, event: Wrote, context: Context) -> Outcome | None:
    number, text = state.number or "", event.text
    if words.is_never_mind(text):
        return choose_office(state, number, None, context)
    if words.is_other_office(text):
        return ask_office_name(state, number, context)
    if words.is_stay(text):
        return asked(state, ask(state, context, texts_detail.STAYS))
    office = _exactly(context, text)
    if office and office.units:
        return office_and_unit(state, number, (office.agency, office.units[0]), context)
    if office:
        return choose_office(state, number, office.agency.code, context)
    if state.step is Step.OFFICE or not names.looks_like_name(text):
        return None
    return _like_offices(state, event, context)


def _like_offices(state: State, event: Wrote, context: Context) -> Outcome | None:
    """The offices a typed name may mean; a name nobody knows stays with the feedback for a person to read."""
    number = state.number or ""
    found = agencies(context, context.matches, MOST_MATCHES)
    if found:
        return state, (Say(texts.WHICH_OFFICE, buttons.named_offices(number, map(Office, found))),)
    if not state.is_open(context.now):
        return None
    unknown = Say(texts.OFFICE_KEPT, buttons.named_offices(number))
    return state, (AddText(number, event.message, event.text), unknown)


def _place(state: State, number: str, text: str, context: Context) -> Outcome | None:
    if words.is_never_mind(text) or words.is_no(text):
        return skip(state, number, Step.PLACE, context)
    county = names.place(text) if state.is_open(context.now) else names.place(text, _LATE_WORDS)
    return choose_place(state, number, county, context) if county else None


def _rating(state: State, number: str, text: str, context: Context) -> Outcome | None:
    rating = words.rating(text)
    if rating:
        return rate(state, number, rating, context)
    if words.is_no_rating(text) or words.is_no(text):
        return skip(state, number, Step.RATING, context)
    return None


def _office_to_rate(state: State, text: str, context: Context) -> Outcome | None:
    office = _exactly(context, text)
    if office:
        return rate_only(state, office)
    rated = _rating_of_office(state, text, context)
    if rated or not names.looks_like_name(text):
        return rated
    found = agencies(context, context.matches, MOST_MATCHES)
    return state, (Say(texts.WHICH_OFFICE if found else texts.RATE_NOT_FOUND, buttons.rate_offices(found)),)


def _rating_only(state: State, text: str, context: Context) -> Outcome | None:
    rating, agency = words.rating(text), agency_of(state.agency, context)
    if rating and agency:
        return register_rating(state, Office(agency), rating, context)
    return never_mind(state) if words.is_no_rating(text) or words.is_no(text) else None


def _rating_of_office(state: State, text: str, context: Context) -> Outcome | None:
    """«شهرداری ۲»; within an open feedback it is rather a district of the municipality and stays with the text, unless
    that one is only the rating of another office so far."""
    said = words.office_and_rating(text)
    office = _exactly(context, said[0]) if said else None
    if said is None or office is None:
        return None
    another = state.wordless and office.agency.code != state.agency
    return confirm_rating(state, office, said[1]) if another or not state.is_open(context.now) else None


def _exactly(context: Context, text: str) -> Office | None:
    """The office whose name, or the name of whose unit, is the whole text."""
    chosen = named_office_and_unit(context, text)
    if chosen:
        return Office(chosen[0], (chosen[1],))
    agency = exactly_named(context, text)
    return Office(agency) if agency else None


def _erase(state: State, text: str) -> Outcome | None:
    if words.is_erase(text) or words.is_yes(text):
        return erase_everything()
    return keep_everything(state) if words.is_no(text) else None


def _number(state: State, text: str, context: Context) -> Outcome | None:
    digits = words.number_part(text)
    if digits is None:
        return None
    number = parse_tracking_number(digits)
    if number:
        return track(state, number, context)
    if state.step is Step.TRACK:
        return wrong_number(state, digits)
    mistyped = looks_like_tracking_number(digits) and not words.is_mobile(digits)
    return wrong_number(state, digits) if mistyped and not state.is_open(context.now) else None


def _small_talk(state: State, text: str) -> Outcome | None:
    if words.is_greeting(text):
        return state, (Say(texts.GREETING, keyboard=True),)
    if words.is_thanks(text):
        return state, (Say(texts.THANKS),)
    if words.is_insult(text):
        return state, (Say(texts_matters.CALM),)
    return (state, (Say(texts.NOTED),)) if words.is_small_talk(text) else None


def _too_short(state: State, text: str, context: Context) -> Outcome:
    """Neither words nor a number: the open question again, or a friendly word."""
    if state.step is Step.ERASE:
        return ask_to_erase(state, context)
    if state.step is Step.WITHDRAW and state.to_withdraw:
        return ask_to_withdraw(state, state.to_withdraw, context)
    if question(state, context)[0]:
        return asked(state, ask(state, context))
    mobile = words.is_mobile(words.number_part(text) or "")
    return state, (Say(texts.PHONE_NOT_NEEDED if mobile else texts.TOO_SHORT),)
