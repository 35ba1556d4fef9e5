"""What is stored: a first message is registered at once, what follows is added, an edit replaces."""

from dataclasses import replace
from typing import Final

from bot import buttons, languages, matters, texts, texts_detail, texts_matters, units, words
from bot.context import Context, Hint
from bot.effects import AddAttachment, AddText, ChooseUnit, Effect, KeepFromOffice, Register, ReplaceText, Say
from bot.events import Attached, Attachment, Edited, Proposed, Wrote
from bot.state import State, Step
from bot.steps_answer import Outcome, after, agency_of, ask, asked, likely_offices, lines, remember_likely
from bot.steps_point import at_point
from domain.tracking import looks_like_tracking_number
from domain.unit import Unit

_SPARED: Final = (Step.RATING, Step.DRIVER, Step.COMMEND)
"""The questions that are not asked after grave words."""


def store(state: State, event: Wrote, context: Context) -> Outcome:
    """Add the text to the feedback that is open, or register it as a new one."""
    if state.number and state.is_open(context.now) and not _is_apart(state, event.text, context):
        added = AddText(state.number, event.message, event.text)
        return _enlarge(state, (added, event.text), _added(event.text), context)
    note = texts_matters.FORWARDED if event.forwarded else ""
    return _open(state, (event.message, event.text), note, context)


def attached(state: State, event: Attached, context: Context) -> Outcome:
    """Add a photo, voice … to the feedback that is open, or begin one with it; an album is answered once."""
    note = texts.VOICE if event.what is Attachment.VOICE else ""
    if state.number and state.is_open(context.now):
        addition = AddAttachment(state.number, event.message, event.what, event.file, event.caption)
        if event.album and event.album == state.album and not event.caption:
            return state, (addition,)
        state = replace(state, album=event.album)
        return _enlarge(state, (addition, event.caption), lines(texts.ADDED, note), context)
    if not words.has_content(event.caption):
        note = lines(note, texts.WORDS_TOO)
    if event.forwarded:
        note = lines(note, texts_matters.FORWARDED)
    opened, (registered, *said) = _open(state, (event.message, event.caption), note, context)
    addition = AddAttachment(context.fresh_number, event.message, event.what, event.file, "")
    return replace(opened, album=event.album), (registered, addition, *said)


def edited(state: State, event: Edited, context: Context) -> Outcome:
    """Replace a message of the feedback that is open; a closed one stays as it was read."""
    if state.is_open(context.now) and context.stored:
        return _enlarge(state, (ReplaceText(event.message, event.text), event.text), texts.EDITED, context)
    return state, (Say(texts.EDIT_CLOSED if state.number and not state.is_open(context.now) else texts.EDIT_UNKNOWN),)


def proposed(state: State, event: Proposed, context: Context) -> Outcome:
    """The classifier has read the text after all: warn late rather than never, and say what offices are likely."""
    if state.number != event.number or context.found is None or not context.found.mine:
        return state, ()
    said: tuple[Effect, ...] = ()
    if context.hint.urgent:
        said = (Say(texts_matters.danger(matters.emergency("", context.hint))),)
        spared = _spared(replace(state, no_rating=True), context)
        if spared.step is not state.step:
            spared, further = asked(spared, ask(spared, context))
            said += further
        state = spared
    before = state.likely
    state = remember_likely(state, context, "")
    if state.step is Step.OFFICE and state.likely != before:
        likely = likely_offices(state, context, "")
        said += (Say(texts_detail.PROPOSED, buttons.proposed_offices(event.number, likely)),)
    return state, said


def _is_apart(state: State, text: str, context: Context) -> bool:
    """A danger that another office has to deal with: beside the words about this one, it would never see it."""
    other = state.agency is not None and context.hint.proposals[:1] not in ((), (state.agency,))
    return other and bool(matters.emergency(text, context.hint))


def _open(state: State, written: tuple[int, str], note: str, context: Context) -> Outcome:
    """Begin a feedback. Its first effect registers it, then comes what must be read before anything else."""
    message, text = written
    language = languages.language(text)
    if language:  # the classifier reads Persian only; danger is believed all the same
        context = replace(context, hint=Hint(urgent=context.hint.urgent), matches=())
        note = lines(note, texts_matters.other_language(language, latin=languages.in_latin_letters(text)))
    opened, unit = _begin(state, text, context)
    opened = replace(opened, step=Step.OFFICE_NAME) if language and opened.step is Step.OFFICE else opened
    registered = Register(
        context.fresh_number,
        message,
        text,
        agency=opened.agency,
        point=opened.point,
        asked=opened.asked,
        sensitive=matters.is_sensitive(text),
        language=language,
    )
    chosen = (ChooseUnit(context.fresh_number, unit.code),) if unit else ()
    opened, card = asked(opened, _card(opened, text, note, context))
    return opened, (registered, *chosen, *_warnings(text, context), *card)


def _begin(state: State, text: str, context: Context) -> tuple[State, Unit | None]:
    """The state of a feedback just begun; an office chosen for a rating holds for the words written instead."""
    agency = agency_of(state.agency, context) if state.step is Step.RATE_ONLY else None
    opened = remember_likely(state.anew(), context, text)
    opened = replace(
        opened,
        step=Step.OFFICE,
        number=context.fresh_number,
        opened=context.now,
        agency=agency.code if agency else None,
        no_rating=_no_rating(text, context),
        praise=context.hint.praise or matters.is_praise(text),
    )
    if agency is None:
        return opened, None
    named = units.named(agency, text)
    unit = named[0] if len(named) == 1 and not state.point else None
    opened = replace(opened, unit=unit.code if unit else None)
    opened = replace(opened, step=after(opened, Step.UNIT if unit else Step.OFFICE, context))
    return at_point(state, opened, context), unit


def _no_rating(text: str, context: Context) -> bool:
    return bool(matters.emergency(text, context.hint)) or matters.is_careful(text)


def _warnings(text: str, context: Context) -> tuple[Say, ...]:
    """What must be read before anything else."""
    numbers = matters.emergency(text, context.hint)
    return (Say(texts_matters.danger(numbers, witness=matters.is_witness(text))),) if numbers else ()


def _card(state: State, text: str, note: str, context: Context) -> Say:
    number = context.fresh_number
    head = lines(
        texts_matters.SORRY if matters.tells_of_death(text) else "",
        texts.registered(number),
        texts.KEPT_OPEN if matters.emergency(text, context.hint) else texts.KEPT_HIDDEN,
        note,
    )
    if matters.is_sensitive(text):
        return Say(lines(head, texts_matters.SENSITIVE), buttons.sensitive(number))
    card = ask(state, context, head + "\n", text)
    ways_out = () if state.step is Step.OFFICE else buttons.draft(number)
    return replace(card, buttons=(*card.buttons, *ways_out))


def _added(text: str) -> str:
    digits = words.number_part(text) or ""
    return texts.ADDED_NUMBER if looks_like_tracking_number(digits) and not words.is_mobile(digits) else texts.ADDED


def _enlarge(state: State, addition: tuple[Effect, str], note: str, context: Context) -> Outcome:
    """The open feedback now says more: warn if need be, note it, and repeat the open question."""
    effect, text = addition
    sensitive = matters.is_sensitive(text)
    step = Step.IDLE if state.step in (Step.TRACK, Step.ERASE, Step.WITHDRAW) else state.step
    no_rating = state.no_rating or _no_rating(text, context)
    praise = state.praise or context.hint.praise or matters.is_praise(text)
    wordless = state.wordless and not words.has_content(text)
    state = replace(state, step=step, no_rating=no_rating, praise=praise, wordless=wordless)
    state = remember_likely(_spared(state, context), context, text)
    hidden = (KeepFromOffice(state.number),) if sensitive and state.number else ()
    note = lines(note, texts_matters.SENSITIVE if sensitive else "")
    moved, said = asked(state, ask(state, context, note, text))
    return moved, (effect, *hidden, *_warnings(text, context), *said)


def _spared(state: State, context: Context) -> State:
    """The state past the questions that grave words forbid."""
    if not state.no_rating or state.step not in _SPARED:
        return state
    return replace(state, step=after(state, state.step, context))
