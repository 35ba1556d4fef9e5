"""What is stored: a first message is registered at once, what follows is added, an edit replaces."""

from dataclasses import replace

from bot import buttons, texts, words
from bot.context import Context
from bot.effects import AddAttachment, AddText, Effect, Register, ReplaceText, Say
from bot.events import Attached, Attachment, Edited, Wrote
from bot.state import State, Step
from bot.steps_answer import Outcome, after, agency_of, ask, lines
from domain.tracking import looks_like_tracking_number


def store(state: State, event: Wrote, context: Context) -> Outcome:
    """Add the text to the feedback that is open, or register it as a new one."""
    if state.number and state.is_open(context.now):
        state, said = _enlarge(state, event.text, _added(event.text), context)
        return state, (AddText(state.number or "", event.message, event.text), *said)
    opened = _begin(state, event.text, context)
    registered = Register(context.fresh_number, event.message, event.text, agency=opened.agency)
    return opened, (registered, *_warnings(event.text, context), _card(opened, event.text, "", context))


def attached(state: State, event: Attached, context: Context) -> Outcome:
    """Add a photo, voice … to the feedback that is open, or begin one with it; an album is answered once."""
    note = texts.VOICE if event.what is Attachment.VOICE else ""
    if state.number and state.is_open(context.now):
        addition = AddAttachment(state.number, event.message, event.what, event.file, event.caption)
        if event.album and event.album == state.album and not event.caption:
            return state, (addition,)
        state = replace(state, album=event.album)
        state, said = _enlarge(state, event.caption, lines(texts.ADDED, note), context)
        return state, (addition, *said)
    opened, number = replace(_begin(state, event.caption, context), album=event.album), context.fresh_number
    note = note if words.has_content(event.caption) else lines(note, texts.WORDS_TOO)
    return opened, (
        Register(number, event.message, event.caption, agency=opened.agency),
        AddAttachment(number, event.message, event.what, event.file, ""),
        *_warnings(event.caption, context),
        _card(opened, event.caption, note, context),
    )


def edited(state: State, event: Edited, context: Context) -> Outcome:
    """Replace a message of the feedback that is open; a closed one stays as it was read."""
    if state.is_open(context.now) and context.stored:
        state, said = _enlarge(state, event.text, texts.EDITED, context)
        return state, (ReplaceText(event.message, event.text), *said)
    return state, (Say(texts.EDIT_CLOSED if state.number and not state.is_open(context.now) else texts.EDIT_UNKNOWN),)


def _begin(state: State, text: str, context: Context) -> State:
    """The state of a feedback just begun; an office chosen for a rating holds for the words written instead."""
    agency = agency_of(state.agency, context) if state.step is Step.RATE_ONLY else None
    return State(
        step=Step.PLACE if agency else Step.OFFICE,
        number=context.fresh_number,
        opened=context.now,
        agency=agency.code if agency else None,
        last_county=state.last_county,
        no_rating=_no_rating(text, context),
    )


def _no_rating(text: str, context: Context) -> bool:
    return context.hint.urgent or words.is_careful(text)


def _warnings(text: str, context: Context) -> tuple[Say, ...]:
    """What must be read before anything else."""
    danger = texts.DANGER if context.hint.urgent else ""
    social = texts.SOCIAL_EMERGENCY if words.tells_of_harm(text) else ""
    return (Say(lines(social, danger)),) if danger or social else ()


def _card(state: State, text: str, note: str, context: Context) -> Say:
    head = lines(
        texts.SORRY if words.tells_of_death(text) else "",
        texts.registered(context.fresh_number),
        texts.KEPT_OPEN if context.hint.urgent else texts.KEPT_HIDDEN,
        note,
        texts.BE_CAREFUL if words.is_sensitive(text) else "",
    )
    card = ask(state, context, head + "\n")
    ways_out = () if state.step is Step.OFFICE else buttons.draft(context.fresh_number)
    return replace(card, buttons=(*card.buttons, *ways_out))


def _added(text: str) -> str:
    digits = words.number_part(text) or ""
    return texts.ADDED_NUMBER if looks_like_tracking_number(digits) and not words.is_mobile(digits) else texts.ADDED


def _enlarge(state: State, text: str, note: str, context: Context) -> tuple[State, tuple[Effect, ...]]:
    """The open feedback now says more: warn if need be, note it, and repeat the open question."""
    warned = _warnings(text, context)
    careful = texts.BE_CAREFUL if words.is_sensitive(text) else ""
    step = Step.IDLE if state.step in (Step.TRACK, Step.ERASE) else state.step
    state = replace(state, step=step, no_rating=state.no_rating or _no_rating(text, context))
    if state.step is Step.RATING and state.no_rating:
        state = replace(state, step=after(state, Step.RATING, context))
    return state, (*warned, ask(state, context, lines(note, careful)))
