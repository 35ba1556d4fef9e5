"""The questions after a feedback is registered, and what an answer to each of them does."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from bot import buttons, texts, words
from bot.buttons import Keyboard
from bot.context import Context
from bot.effects import ChooseAgency, ChoosePlace, Effect, EraseEverything, Rate, Register, Say, WantAnswer, Withdraw
from bot.state import State, Step
from domain.agency import Agency

Outcome = tuple[State, tuple[Effect, ...]]
MOST_PROPOSALS: Final = 3
MOST_MATCHES: Final = 6


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


def question(state: State, context: Context) -> tuple[str, Keyboard]:
    """What the state waits for, as a sentence and its buttons; no sentence when it waits for nothing."""
    number = state.number or ""
    match state.step:
        case Step.OFFICE:
            likely = () if context.hint.off_topic else (*context.hint.proposals, *context.matches)
            return texts.ASK_OFFICE, buttons.offices(number, agencies(context, likely, MOST_PROPOSALS))
        case Step.OFFICE_NAME:
            return texts.ASK_OFFICE_NAME, buttons.named_offices(number)
        case Step.PLACE:
            return texts.ASK_PLACE, buttons.places(number, state.last_county)
        case Step.RATING:
            return texts.ask_rating(office_name(state.agency, context)), buttons.ratings(number)
        case Step.WHAT_NOW:
            return texts.ASK_ANSWER, buttons.answers(number)
        case _:
            return _side_question(state, context)


def _side_question(state: State, context: Context) -> tuple[str, Keyboard]:
    agency = agency_of(state.agency, context)
    match state.step:
        case Step.RATE_OFFICE:
            return texts.ASK_RATE_OFFICE, buttons.rate_offices()
        case Step.RATE_ONLY if agency:
            return texts.ask_rating_only(agency.short_fa), buttons.rate_only(agency)
        case Step.TRACK:
            return texts.ASK_NUMBER, ()
        case Step.ERASE:
            return texts.ask_erase(context), buttons.erase()
        case _:
            return "", buttons.draft(state.number) if state.is_open(context.now) and state.number else ()


def ask(state: State, context: Context, note: str = "") -> Say:
    """A note and the open question below it."""
    text, keyboard = question(state, context)
    return Say(lines(note, text), keyboard)


def after(state: State, done: Step, context: Context) -> Step:
    """The step that follows when `done` has been answered."""
    following = {Step.OFFICE: Step.PLACE, Step.PLACE: Step.RATING, Step.RATING: Step.WHAT_NOW}.get(done, Step.IDLE)
    if following is Step.RATING and (state.rated or state.no_rating):
        following = Step.WHAT_NOW
    return Step.IDLE if following is Step.WHAT_NOW and not context.remote_answers else following


def _go_on(state: State, done: Step, note: str, context: Context) -> Outcome:
    """To the next question, also from where the questions were left half way; a changed answer asks nothing anew."""
    waiting = Step.OFFICE if state.step is Step.OFFICE_NAME else state.step
    left_half_way = state.step in (Step.IDLE, Step.TRACK, Step.ERASE) and not state.rated
    if waiting is not done and not left_half_way:
        return state, (Say(note),)
    moved = replace(state, step=after(state, done, context))
    if moved.step is Step.IDLE and moved.number:
        return moved, (Say(lines(note, texts.finished(moved.number))),)
    return moved, (ask(moved, context, note),)


def _aside(state: State, number: str, note: str) -> Outcome:
    """The note about a feedback that is no longer the one in hand."""
    return state, (Say(texts.about(number, note)),)


def choose_office(state: State, number: str, code: str | None, context: Context) -> Outcome:
    """The office is named; None means «نمی‌دانم»."""
    note = texts.office_noted(context.catalogue[code].short_fa) if code else texts.OFFICE_UNKNOWN
    if number == state.number:
        state, said = _go_on(replace(state, agency=code), Step.OFFICE, note, context)
    else:
        state, said = _aside(state, number, note)
    return state, (ChooseAgency(number, code), *said)


def ask_office_name(state: State, number: str, context: Context) -> Outcome:
    """«ادارهٔ دیگر»: its name is to be typed, for this feedback from now on."""
    if number != state.number:
        state = State(number=number, last_county=state.last_county)
    state = replace(state, step=Step.OFFICE_NAME)
    return state, (ask(state, context),)


def choose_place(state: State, number: str, county: str, context: Context) -> Outcome:
    """The city or village is named."""
    note = texts.place_noted(county)
    if number == state.number:
        state, said = _go_on(replace(state, county=county, last_county=county), Step.PLACE, note, context)
    else:
        state, said = _aside(state, number, note)
    return state, (ChoosePlace(number, county), *said)


def skip(state: State, number: str, done: Step, context: Context) -> Outcome:
    """The place or the rating is not given."""
    note = texts.PLACE_SKIPPED if done is Step.PLACE else texts.RATING_SKIPPED
    return _go_on(state, done, note, context) if number == state.number else _aside(state, number, note)


def rate(state: State, number: str, rating: int, context: Context) -> Outcome:
    """The rating of a feedback, or a changed one."""
    note = texts.rating_noted(rating)
    if number == state.number:
        state, said = _go_on(state, Step.RATING, note, context)
        state = replace(state, rated=True)
    else:
        state, said = _aside(state, number, note)
    return state, (Rate(number, rating), *said)


def want_answer(state: State, number: str, *, wanted: bool) -> Outcome:
    """Whether the answer is to come here; the last question."""
    if number == state.number and state.step is Step.WHAT_NOW:
        state = replace(state, step=Step.IDLE)
    return state, (WantAnswer(number, wanted), Say(texts.answer_here(number) if wanted else texts.no_answer(number)))


def withdraw(state: State, number: str) -> Outcome:
    """The feedback is taken back; nothing that follows belongs to it."""
    if number == state.number:
        state = State(last_county=state.last_county)
    return state, (Withdraw(number), Say(texts.withdrawn(number)))


def new_topic(state: State) -> Outcome:
    """«موضوع دیگری است»: the next message begins a feedback of its own."""
    note = texts.TOPIC_CLOSED if state.number else texts.NOTHING_OPEN
    return State(last_county=state.last_county), (Say(note),)


def rate_only(state: State, agency: Agency) -> Outcome:
    """An office to be rated without words is chosen."""
    moved = State(step=Step.RATE_ONLY, agency=agency.code, last_county=state.last_county)
    return moved, (Say(texts.ask_rating_only(agency.short_fa), buttons.rate_only(agency)),)


def confirm_rating(state: State, agency: Agency, rating: int) -> Outcome:
    """«شهرداری ۲» is asked back before it counts."""
    moved = State(step=Step.RATE_ONLY, agency=agency.code, last_county=state.last_county)
    return moved, (Say(texts.confirm_rating(agency.short_fa, rating), buttons.confirm_rating(agency, rating)),)


def register_rating(state: State, agency: Agency, rating: int, context: Context) -> Outcome:
    """A rating without words; what is written next explains it."""
    number = context.fresh_number
    moved = State(number=number, opened=context.now, agency=agency.code, last_county=state.last_county, rated=True)
    registered = Register(number, 0, "", agency=agency.code, rating=rating)
    return moved, (registered, Say(texts.rated_only(number, agency.short_fa)))


def leave(state: State) -> State:
    """The state without its open question; a rating that was only begun is forgotten."""
    return replace(state, step=Step.IDLE, agency=state.agency if state.number else None)


def erase_everything() -> Outcome:
    """«پاک کن»: nothing is remembered either."""
    return State(), (EraseEverything(), Say(texts.ERASED))


def keep_everything(state: State) -> Outcome:
    """«نه» to erasing."""
    return leave(state), (Say(texts.KEPT),)


def never_mind(state: State) -> Outcome:
    """No rating after all."""
    return leave(state), (Say(texts.RATING_DROPPED),)
