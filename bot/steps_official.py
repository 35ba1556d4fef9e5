"""Officials: let in with a one-time code, shown a month's indicators, told when something stands out, and let out."""

from bot import texts_official as texts
from bot.buttons import NO, YES, Action, Keyboard, Press, encode
from bot.context import Context, Login
from bot.effects import Button, LogIn, LogOut, Say, SendReport, Subscribe
from bot.state import State
from bot.steps_answer import Outcome, office_name
from domain.errors import InputError
from domain.period import JalaliMonth, tehran_day
from services.digest import month_before


def login(state: State, argument: str, context: Context) -> Outcome:
    """Let an official in whose code is valid; a code is not used up where no report can be sent."""
    if not context.messenger:
        return state, (Say(texts.NOT_HERE),)
    if not argument:
        return state, (Say(texts.WRITE_CODE),)
    if context.login is None:
        return state, (Say(texts.WRONG_CODE),)
    welcome = texts.welcome(context.login, office_name(context.login.agency, context))
    return state, (LogIn(argument), Say(welcome, _menu(context.login, context)))


def logout(state: State, _argument: str, context: Context) -> Outcome:
    """Let an official out."""
    if context.official is None:
        return _refused(state)
    return state, (LogOut(), Say(texts.LOGGED_OUT))


def report(state: State, argument: str, context: Context) -> Outcome:
    """Send the report of a month, by default the present one."""
    if context.official is None:
        return _refused(state)
    present = _present(context)
    try:
        month = JalaliMonth.parse(argument) if argument else present
    except InputError:
        return state, (Say(texts.WRONG_MONTH),)
    if month > present:
        return state, (Say(texts.FUTURE_MONTH),)
    before = _report_button(month_before(month))
    return state, (SendReport(str(month)), Say(texts.preparing(month), (before,)))


def alerts(state: State, _argument: str, context: Context) -> Outcome:
    """Begin or end telling an official when something stands out, whichever it is not now."""
    if context.official is None:
        return _refused(state)
    return _subscribe(state, context.official, wanted=not context.official.alerts)


def pressed_official(state: State, press: Press, context: Context) -> Outcome | None:
    """The answer to an official's button; None when the press is no such thing, or of somebody who is none any more."""
    if context.official is None:
        return None
    match press.action:
        case Action.REPORT:
            return report(state, press.value, context)
        case Action.ALERTS:
            return _subscribe(state, context.official, wanted=press.value == YES)
        case Action.LOG_OUT:
            return logout(state, "", context)
        case _:
            return None


def _refused(state: State) -> Outcome:
    return state, (Say(texts.FOR_OFFICIALS),)


def _subscribe(state: State, official: Login, *, wanted: bool) -> Outcome:
    said = texts.subscribed(official.role) if wanted else texts.UNSUBSCRIBED
    return state, (Subscribe(wanted), Say(said, (_alerts_button(wanted=not wanted),)))


def _menu(login: Login, context: Context) -> Keyboard:
    return (
        Button(texts.REPORT, encode(Action.REPORT)),
        _report_button(month_before(_present(context))),
        _alerts_button(wanted=not login.alerts),
        Button(texts.LOG_OUT, encode(Action.LOG_OUT)),
    )


def _report_button(month: JalaliMonth) -> Button:
    return Button(texts.last_month(month), encode(Action.REPORT, value=str(month)))


def _alerts_button(*, wanted: bool) -> Button:
    return Button(texts.ALERTS_ON if wanted else texts.ALERTS_OFF, encode(Action.ALERTS, value=YES if wanted else NO))


def _present(context: Context) -> JalaliMonth:
    return JalaliMonth.of(tehran_day(context.now))
