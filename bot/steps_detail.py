"""The questions that few feedbacks need: a group of offices, the unit, what mattered, whom to praise, who may see it."""

from dataclasses import replace

from bot import buttons, names, texts, texts_detail, units, words
from bot.buttons import Action, Press
from bot.context import Context
from bot.effects import AddText, ChooseAgency, ChooseUnit, Commend, Effect, KeepFromOffice, NameDriver, Say
from bot.events import Wrote
from bot.state import State, Step
from bot.steps_answer import (
    MOST_MATCHES,
    Outcome,
    agencies,
    agency_of,
    aside,
    ask,
    asked,
    choose_office,
    go_on,
    office_of,
    skip,
)
from domain.agency import Agency
from domain.labels import Driver, Status
from domain.unit import Unit


def pressed_detail(state: State, press: Press, context: Context) -> Outcome | None:
    """The answer to a button of these questions; None when the press is no such thing."""
    number = press.number
    match press.action:
        case Action.OFFICE if number:
            return _office_with_units(state, press, context)
        case Action.GROUP:
            return _group(state, press, context)
        case Action.OTHER_OFFICE if not number:
            asked_anew = state.anew(step=Step.RATE_OFFICE)
            return asked_anew, (ask(asked_anew, context),)
        case Action.UNIT if number:
            unit = _unit_of(state, press, context)
            return choose_unit(state, number, unit, context) if unit else None
        case Action.OTHER_UNIT if number == state.number and state.step is Step.UNIT:
            return state, (Say(texts_detail.ASK_UNIT_NAME),)
        case Action.NO_UNIT if number:
            return skip(state, number, Step.UNIT, context)
        case _:
            return _about_rating(state, press, context) or _about_care(state, press, context)


def _about_rating(state: State, press: Press, context: Context) -> Outcome | None:
    match press.action:
        case Action.DRIVER if press.number and press.value in set(Driver):
            return name_driver(state, press.number, Driver(press.value), context)
        case Action.NO_DRIVER if press.number:
            return skip(state, press.number, Step.DRIVER, context)
        case Action.NO_NAME if press.number:
            return skip(state, press.number, Step.COMMEND, context)
        case _:
            return None


def _about_care(state: State, press: Press, context: Context) -> Outcome | None:
    number = press.number
    match press.action:
        case Action.STAY if number and number == state.number:
            return asked(state, ask(state, context, texts_detail.STAYS))
        case Action.STAY if number:
            return aside(state, number, texts_detail.STAYS)
        case Action.HIDE if number:
            seen = context.found is None or context.found.status is not Status.OPEN
            note = texts_detail.HIDDEN_LATE if seen else texts_detail.HIDDEN
            return state, (KeepFromOffice(number), Say(note if number == state.number else texts.about(number, note)))
        case _:
            return None


def _office_with_units(state: State, press: Press, context: Context) -> Outcome | None:
    """An office whose button names units of it: a single one is chosen too, of several one is asked for."""
    office = office_of(press.value, context)
    if office is None or not office.units:
        return None
    if len(office.units) == 1:
        return office_and_unit(state, press.number, (office.agency, office.units[0]), context)
    moved, effects = choose_office(state, press.number, office.agency.code, context)
    if moved.step is Step.UNIT:
        note = texts.office_noted(office.label)
        effects = (*effects[:-1], ask(moved, context, note, "، ".join(unit.name_fa for unit in office.units)))
    return moved, effects


def office_and_unit(state: State, number: str, chosen: tuple[Agency, Unit], context: Context) -> Outcome:
    """The office and its unit are named at once: «بانک ملی»."""
    agency, unit = chosen
    state = replace(state, agency=agency.code) if number == state.number else state
    moved, effects = choose_unit(state, number, unit, context)
    return moved, (ChooseAgency(number, agency.code), *effects)


def choose_unit(state: State, number: str, unit: Unit, context: Context) -> Outcome:
    """The unit is named."""
    note = texts.office_noted(unit.name_fa)
    if number == state.number:
        moved, said = go_on(replace(state, unit=unit.code), Step.UNIT, note, context)
    else:
        moved, said = aside(state, number, note)
    return moved, (ChooseUnit(number, unit.code), *said)


def _unit_of(state: State, press: Press, context: Context) -> Unit | None:
    """The unit of the agency that the feedback is about now."""
    code = state.agency if press.number == state.number else context.found.agency if context.found else None
    agency = agency_of(code, context)
    return agency.unit(press.value) if agency else None


def _group(state: State, press: Press, context: Context) -> Outcome | None:
    groups = context.catalogue.groups
    if not press.value.isdecimal() or int(press.value) >= len(groups):
        return None
    group = groups[int(press.value)]
    members = agencies(context, group.agencies, len(group.agencies))
    if press.number:
        return state, (Say(texts_detail.ask_in_group(group.name_fa), buttons.group(press.number, members)),)
    return state, (Say(texts_detail.ask_in_group(group.name_fa), buttons.rate_group(members)),)


def named_office_and_unit(context: Context, text: str) -> tuple[Agency, Unit] | None:
    """The one unit whose name is the whole text, with its agency."""
    likely = agencies(context, context.matches, MOST_MATCHES)
    for agency in (*likely, *context.catalogue):
        found = [
            unit for unit in agency.units if words.compact(text) in map(words.compact, (unit.name_fa, *unit.aliases))
        ]
        if found and (agency in likely or words.compact(text) == words.compact(found[0].name_fa)):
            return agency, found[0]
    return None


def written_unit(state: State, event: Wrote, context: Context) -> Outcome | None:
    """The typed answer to «کدام بانک؟»; a name that is not in the list stays with the feedback, and the questions go on."""
    number, agency, text = state.number or "", agency_of(state.agency, context), event.text
    if words.is_skip(text):
        return skip(state, number, Step.UNIT, context)
    if words.is_not_listed(text):
        return state, (Say(texts_detail.ASK_UNIT_NAME),)
    if agency is None or not names.looks_like_name(text):
        return None
    found = units.meant(agency, text)
    if len(found) == 1:
        return choose_unit(state, number, found[0], context)
    if found:
        which = buttons.units(number, found[:MOST_MATCHES])
        return state, (Say(texts_detail.ask_unit(agency.code, agency.short_fa), which),)
    if not state.is_open(context.now):
        return None
    moved, said = go_on(state, Step.UNIT, texts_detail.UNIT_KEPT, context)
    return moved, (AddText(number, event.message, text), *said)


def written_driver(state: State, text: str, context: Context) -> Outcome | None:
    """The typed answer to «این نمره بیشتر به‌خاطر چه بود؟»."""
    driver = words.driver(text)
    if driver:
        return name_driver(state, state.number or "", driver, context)
    return skip(state, state.number or "", Step.DRIVER, context) if words.is_skip(text) else None


def written_name(state: State, text: str, context: Context) -> Outcome | None:
    """The name of an employee to praise; anything that may be more than a name is text as always."""
    number = state.number or ""
    if words.is_skip(text):
        return skip(state, number, Step.COMMEND, context)
    name = names.person(text)
    if name is None:
        return None
    moved, said = go_on(state, Step.COMMEND, texts_detail.COMMENDED, context)
    return moved, (Commend(number, name), *said)


def name_driver(state: State, number: str, driver: Driver, context: Context) -> Outcome:
    """What mattered most is named."""
    note = texts_detail.driver_noted(driver)
    moved, said = go_on(state, Step.DRIVER, note, context) if number == state.number else aside(state, number, note)
    return moved, (NameDriver(number, driver), *said)


def hide(state: State, context: Context) -> Outcome:
    """«به خود اداره نشان ندهید», as words."""
    if state.number is None:
        return state, (Say(texts_detail.NOTHING_TO_HIDE),)
    said: tuple[Effect, ...] = (Say(texts_detail.HIDDEN if state.is_open(context.now) else texts_detail.HIDDEN_LATE),)
    return state, (KeepFromOffice(state.number), *said)
