"""The questions after a feedback is registered, and what an answer to each of them does."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from bot import buttons, keyboards_follow, texts, texts_cases, texts_detail, texts_points, units, words
from bot.buttons import Keyboard, Office
from bot.context import Context, Point
from bot.effects import (
    ChooseAgency,
    ChoosePlace,
    ChooseUnit,
    Commend,
    Effect,
    NameDriver,
    Rate,
    Say,
    WantAnswer,
)
from bot.state import State, Step
from domain.agency import Agency
from domain.labels import Asked, Status

Outcome = tuple[State, tuple[Effect, ...]]
MOST_PROPOSALS: Final = 3
MOST_MATCHES: Final = 6
MOST_UNITS: Final = 6
SATISFIED: Final = 4
"""The lowest rating of a satisfied person."""
_ORDER: Final = (
    Step.OFFICE, Step.UNIT, Step.PLACE, Step.RATING, Step.DRIVER, Step.COMMEND, Step.WHAT_NOW
)  # fmt: skip
"""The questions about a feedback."""
ABOUT_FEEDBACK: Final = (Step.OFFICE_NAME, *_ORDER)
_ABOUT_OFFICE: Final = (Step.OFFICE, Step.OFFICE_NAME, Step.UNIT)
_ANSWERED_BY: Final = {Step.OFFICE: _ABOUT_OFFICE, Step.UNIT: _ABOUT_OFFICE}
"""The steps in which a question counts as the one just asked, where these are several."""
_CHANGEABLE: Final = (Status.OPEN, Status.REGISTERED)
_PLACING: Final = (ChooseAgency, ChooseUnit, Rate)
_TELLING: Final = (ChoosePlace, NameDriver, Commend)
_LEFT: Final = (Step.IDLE, Step.TRACK, Step.ERASE, Step.WITHDRAW)
"""The steps in which the questions about a feedback were left half way."""


def lines(*parts: str) -> str:
    """The parts that are not empty, one a line."""
    return "\n".join(part for part in parts if part)


def agencies(context: Context, codes: Iterable[str], most: int) -> tuple[Agency, ...]:
    """The first of these agencies that the catalogue has."""
    known = (context.catalogue[code] for code in dict.fromkeys(codes) if code in context.catalogue)
    return tuple(known)[:most]


def exactly_named(context: Context, text: str) -> Agency | None:
    """The one agency among the matches whose name, short name or alias is the whole text."""
    wanted = words.compact(text)
    named = [agency for agency in agencies(context, context.matches, MOST_MATCHES) if wanted in _names(agency)]
    return named[0] if len(named) == 1 else None


def _names(agency: Agency) -> set[str]:
    names = {words.compact(name) for name in (agency.name_fa, agency.short_fa, *agency.aliases)}
    return names | {words.compact("اداره") + name for name in names}


def agency_of(code: str | None, context: Context) -> Agency | None:
    """The agency of a code that may be missing, or gone from the catalogue."""
    return context.catalogue[code] if code is not None and code in context.catalogue else None


def office_name(code: str | None, context: Context) -> str | None:
    """The short name of an agency, where it is known."""
    agency = agency_of(code, context)
    return agency.short_fa if agency else None


def _chosen(state: State, context: Context) -> str | None:
    """The name of the unit, or else the office, that the open feedback is about."""
    agency = agency_of(state.agency, context)
    unit = agency.unit(state.unit) if agency else None
    return unit.name_fa if unit else office_name(state.agency, context)


def office_of(value: str, context: Context) -> Office | None:
    """The office, with units of it, that a button or a state names: «banks:melli»."""
    code, _, listed = value.partition(":")
    agency = agency_of(code, context)
    return Office(agency, tuple(unit for unit in map(agency.unit, listed.split(",")) if unit)) if agency else None


def likely_offices(state: State, context: Context, text: str) -> tuple[Office, ...]:
    """The offices that the feedback is probably about, those of the text just written first; each with the units named."""
    likely = () if context.hint.off_topic else (*context.hint.proposals, *context.matches)
    fresh = (Office(agency, units.named(agency, text)) for agency in agencies(context, likely, MOST_PROPOSALS))
    found: dict[str, Office] = {}
    for office in (*fresh, *(office_of(value, context) for value in state.likely)):
        if office and (office.agency.code not in found or not found[office.agency.code].units):
            found[office.agency.code] = office
    return tuple(found.values())[:MOST_PROPOSALS]


def remember_likely(state: State, context: Context, text: str) -> State:
    """The state with what a text proposes, so that the question does not lose it."""
    return replace(state, likely=tuple(office.value for office in likely_offices(state, context, text)))


def question(state: State, context: Context, text: str = "") -> tuple[str, Keyboard]:
    """What the state waits for, as a sentence and its buttons; no sentence when it waits for nothing.

    What the text just written names is offered first.
    """
    number = state.number or ""
    match state.step:
        case Step.OFFICE:
            return texts.ASK_OFFICE, buttons.offices(number, likely_offices(state, context, text))
        case Step.OFFICE_NAME:
            groups = context.catalogue.groups
            by_group = texts_detail.OR_A_GROUP if groups else ""
            return lines(texts.ASK_OFFICE_NAME, by_group), buttons.groups(number, groups)
        case Step.PLACE:
            return texts.ASK_PLACE, buttons.places(number, state.last_county)
        case Step.RATING:
            return texts.ask_rating(_chosen(state, context)), buttons.ratings(number)
        case Step.DRIVER:
            return texts_detail.ASK_DRIVER, buttons.drivers(number)
        case Step.COMMEND:
            return texts_detail.ASK_COMMEND, buttons.commend(number)
        case Step.WHAT_NOW:
            return texts.ask_answer(told=state.told), buttons.answers(number)
        case _:
            return _office_question(state, context, text)


def _office_question(state: State, context: Context, text: str) -> tuple[str, Keyboard]:
    agency, point = agency_of(state.agency, context), context.point
    match state.step:
        case Step.UNIT if agency and agency.units:
            offered = dict.fromkeys((*units.named(agency, text), *agency.units))
            listed = buttons.units(state.number or "", tuple(offered)[:MOST_UNITS])
            return texts_detail.ask_unit(agency.code, agency.short_fa), listed
        case Step.RATE_OFFICE:
            return texts.ASK_RATE_OFFICE, buttons.rate_groups(context.catalogue.groups)
        case Step.RATE_ONLY if point and state.point == point.code and agency:
            return _point_question(state, point, agency)
        case Step.RATE_ONLY if agency:
            return texts.ask_rating_only(agency.short_fa), buttons.rate_only(Office(agency))
        case _:
            return _side_question(state, context)


def _point_question(state: State, point: Point, agency: Agency) -> tuple[str, Keyboard]:
    if state.asked is Asked.AWAY:
        return texts_points.ask_away(point, agency.short_fa), keyboards_follow.away(point)
    return texts_points.ask(point, agency.short_fa), keyboards_follow.at_desk(point)


def _side_question(state: State, context: Context) -> tuple[str, Keyboard]:
    number = state.number or ""
    match state.step:
        case Step.VERDICT:
            return texts_cases.ASK_SOLVED, keyboards_follow.verdicts(number)
        case Step.RATE_AGAIN:
            office = office_name(state.agency, context)
            return texts_cases.ask_rating_again(office), keyboards_follow.ratings_again(number)
        case Step.TRACK:
            return texts.ASK_NUMBER, ()
        case Step.ERASE:
            return texts.ask_erase(context), buttons.erase()
        case Step.WITHDRAW:
            doomed = state.to_withdraw or number
            latest = doomed == number and state.opened is not None
            return texts.ask_withdraw(doomed, latest=latest), buttons.withdraw(doomed)
        case _:
            return "", buttons.draft(number) if state.is_open(context.now) else ()


def ask(state: State, context: Context, note: str = "", text: str = "") -> Say:
    """A note and the open question below it; the text is what was just written, if anything was."""
    asked, keyboard = question(state, context, text)
    return Say(lines(note, asked), keyboard)


def asked(state: State, say: Say) -> Outcome:
    """The outcome of asking the open question; what belongs to it once is not said again."""
    return (replace(state, told=True) if state.step is Step.WHAT_NOW else state), (say,)


def after(state: State, done: Step, context: Context) -> Step:
    """The step that follows when `done` has been answered."""
    following = _ORDER[_ORDER.index(done) + 1 :]
    return next((step for step in following if _applies(step, state, context)), Step.IDLE)


def _applies(step: Step, state: State, context: Context) -> bool:
    match step:
        case Step.UNIT:
            agency = agency_of(state.agency, context)
            return agency is not None and bool(agency.units)
        case Step.PLACE:
            return state.county is None and not state.wordless
        case Step.RATING:
            return not state.rated and not state.no_rating
        case Step.DRIVER:
            return state.rated and not state.no_rating
        case Step.COMMEND:
            return state.praise and not state.no_rating
        case _:
            return context.remote_answers and not state.wordless


def go_on(state: State, done: Step, note: str, context: Context) -> Outcome:
    """To the next question, also from where the questions were left half way; a changed answer asks nothing anew."""
    left_half_way = state.step in _LEFT and (not state.rated or done is Step.RATING)
    if state.step not in _ANSWERED_BY.get(done, (done,)) and not left_half_way:
        return state, (Say(note),)
    moved = replace(state, step=after(state, done, context))
    if moved.step is Step.IDLE and moved.number:
        return moved, (Say(lines(note, "" if moved.wordless else texts.finished(moved.number))),)
    return asked(moved, ask(moved, context, note))


def aside(state: State, number: str, note: str) -> Outcome:
    """The note about a feedback that is no longer the one in hand."""
    return state, (Say(texts.about(number, note)),)


def choose_office(state: State, number: str, code: str | None, context: Context) -> Outcome:
    """The office is named; None means «نمی‌دانم»."""
    note = texts.office_noted(context.catalogue[code].short_fa) if code else texts.OFFICE_UNKNOWN
    if number == state.number:
        state, said = go_on(replace(state, agency=code, unit=None), Step.OFFICE, note, context)
    else:
        state, said = aside(state, number, note)
    return state, (ChooseAgency(number, code), *said)


def ask_office_name(state: State, number: str, context: Context) -> Outcome:
    """«ادارهٔ دیگر»: its name is to be typed, for this feedback from now on, or found by a group."""
    if number != state.number:
        state = state.anew(number=number)
    state = replace(state, step=Step.OFFICE_NAME)
    return state, (ask(state, context),)


def choose_place(state: State, number: str, county: str, context: Context) -> Outcome:
    """The city or village is named."""
    note = texts.place_noted(county)
    if number == state.number:
        state, said = go_on(replace(state, county=county, last_county=county), Step.PLACE, note, context)
    else:
        state, said = aside(state, number, note)
    return state, (ChoosePlace(number, county), *said)


def skip(state: State, number: str, done: Step, context: Context) -> Outcome:
    """A question is left open; a rating that was given stays."""
    if done is Step.RATING and number == state.number and state.rated:
        return state, (Say(texts_points.ALREADY_RATED),)
    note = texts.RATING_SKIPPED if done is Step.RATING else texts_detail.SKIPPED
    return go_on(state, done, note, context) if number == state.number else aside(state, number, note)


def rate(state: State, number: str, rating: int, context: Context) -> Outcome:
    """The rating of a feedback, or a changed one; who is dissatisfied is not asked whom to praise."""
    note = texts.rating_noted(rating)
    if number == state.number:
        praise = state.praise and rating >= SATISFIED
        first = state.step is Step.RATING or not state.rated
        state = replace(state, rated=True, praise=praise)
        state, said = go_on(state, Step.RATING, note, context) if first else (state, (Say(note),))
    else:
        state, said = aside(state, number, note)
    return state, (Rate(number, rating), *said)


def want_answer(state: State, number: str, *, wanted: bool) -> Outcome:
    """Whether the answer is to come here; the last question."""
    if number == state.number and state.step is Step.WHAT_NOW:
        state = replace(state, step=Step.IDLE)
    return state, (WantAnswer(number, wanted), Say(texts.answer_here(number) if wanted else texts.no_answer(number)))


def comes_too_late(state: State, effects: Iterable[Effect], context: Context) -> bool:
    """True when one of the effects changes what officials have in hand; while a feedback grows it may still say more."""
    found = context.found
    if found is None or found.status in _CHANGEABLE:
        return False
    grows = state.number == found.number and state.is_open(context.now)
    fixed = _PLACING if grows else (*_PLACING, *_TELLING)
    return any(isinstance(effect, fixed) and effect.number == found.number for effect in effects)


def new_topic(state: State) -> Outcome:
    """«موضوع دیگری است»: the next message begins a feedback of its own."""
    note = texts.TOPIC_CLOSED if state.number else texts.NOTHING_OPEN
    return state.anew(), (Say(note),)


def leave(state: State) -> State:
    """The state without its open question; a rating that was only begun is forgotten."""
    return replace(state, step=Step.IDLE, agency=state.agency if state.number else None)
