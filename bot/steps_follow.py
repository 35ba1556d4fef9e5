"""After an office has answered: the answer is shown, its citizen judges it and may rate again."""

from dataclasses import replace
from typing import Final

from bot import keyboards_follow as keyboards
from bot import texts_cases, texts_follow, words
from bot.buttons import Action, Press
from bot.context import Context, Known
from bot.effects import Effect, Judge, RateAgain, Say
from bot.events import Answered, Wrote
from bot.state import State, Step
from bot.steps_answer import Outcome, lines, office_name
from domain.feedback import RATINGS
from domain.labels import Status, Verdict

_QUESTIONS: Final = (Step.VERDICT, Step.RATE_AGAIN)
_JUDGED: Final = (Status.ANSWERED, Status.SOLVED, Status.NOT_SOLVED, Status.DISPUTED)
_DISAGREES: Final = (Verdict.NOT_SOLVED, Verdict.IRRELEVANT)
_SAID: Final = {
    words.compact(phrase): verdict
    for verdict, phrases in {
        Verdict.SOLVED: "حل شد|حل شده|بله حل شد|آره حل شد|بله|آره|بلی|شد|درست شد",
        Verdict.BETTER: "کمی بهتر شد|یه کم بهتر شد|بهتر شد|یک کم بهتر شده|کمی بهتر شده|بهتر شده|تا حدی",
        Verdict.NOT_SOLVED: "حل نشد|حل نشده|نه حل نشد|نه حل نشده|نه|خیر|نخیر|نشد|نه نشد|هنوز نه|درست نشد",
        Verdict.IRRELEVANT: "جواب بی‌ربط بود|بی‌ربط بود|بی‌ربط|ربطی نداشت|جواب ربطی نداشت",
    }.items()
    for phrase in phrases.split("|")
}


def answered(state: State, event: Answered, context: Context) -> Outcome:
    """Say that an answer has come; it is shown only when its citizen wants to see it."""
    found = context.found
    if found is None or found.number != event.number or not found.mine or not found.answer:
        return state, ()
    return state, (Say(texts_cases.notice(found.number), keyboards.notice(found.number)),)


def pressed_follow(state: State, press: Press, context: Context) -> Outcome | None:
    """The answer to a button about an answer; None when the press is no such thing."""
    found = context.found
    if found is None or found.number != press.number:
        return None
    match press.action:
        case Action.SHOW:
            return _show(state, found, context)
        case Action.VERDICT if press.value in set(Verdict) and found.status in _JUDGED:
            return _judge_known(state, found, Verdict(press.value), context)
        case Action.RATE_AGAIN if press.value in map(str, RATINGS) and found.status in _JUDGED:
            return _rate_again(state, press.number, int(press.value))
        case Action.NO_RATE_AGAIN:
            return _settled(state, press.number), (Say(texts_follow.NOT_RATED_AGAIN),)
        case _:
            return None


def written_follow(state: State, event: Wrote, context: Context) -> Outcome | None:
    """The typed answer to «مشکل حل شد؟» or to the rating after it; None for any other text."""
    if state.number is None:
        return None
    if state.step is Step.VERDICT:
        verdict = _SAID.get(words.compact(event.text))
        may_rate, office = state.rated and not state.no_rating, office_name(state.agency, context)
        return _judge(state, (state.number, verdict), office, may_rate=may_rate) if verdict else None
    if state.step is not Step.RATE_AGAIN:
        return None
    rating = words.rating(event.text)
    if rating:
        return _rate_again(state, state.number, rating)
    declined = words.is_no_rating(event.text) or words.is_no(event.text)
    return (_settled(state, state.number), (Say(texts_follow.NOT_RATED_AGAIN),)) if declined else None


def set_aside(state: State) -> State:
    """The state without a question about an answer. The answered feedback is not the latest one and is not taken for it."""
    if state.step not in _QUESTIONS:
        return state
    return replace(state, step=Step.IDLE) if state.opened else state.anew()


def _show(state: State, found: Known, context: Context) -> Outcome:
    if not found.answer:
        return state, (Say(texts_cases.NO_ANSWER_YET),)
    closed = found.status is Status.NOT_SOLVED
    answer = texts_cases.closed if closed else texts_cases.answer
    before = texts_follow.said(found.verdict) if found.verdict else ""
    question = texts_follow.ASK_CLOSED if closed else texts_cases.ASK_SOLVED
    text = f"{answer(found.number, found.answer)}\n\n{lines(before, question)}"
    return _about(state, found, Step.VERDICT, context), (Say(text, keyboards.verdicts(found.number)),)


def _judge_known(state: State, found: Known, verdict: Verdict, context: Context) -> Outcome:
    state = _about(state, found, Step.VERDICT, context)
    spared = found.sensitive or (state.number == found.number and state.no_rating)
    office = office_name(found.agency, context)
    return _judge(state, (found.number, verdict), office, may_rate=found.rated and not spared)


def _judge(state: State, judged: tuple[str, Verdict], office: str | None, *, may_rate: bool) -> Outcome:
    """Keep the citizen's word, say what comes of it, and ask for the rating after the answer."""
    number, verdict = judged
    only_you = texts_follow.ONLY_YOU if verdict in _DISAGREES else ""
    said: list[Effect] = [Judge(number, verdict), Say(lines(texts_cases.VERDICTS_NOTED[verdict], only_you))]
    if not may_rate:
        return _settled(state, number), tuple(said)
    if state.step is Step.VERDICT and state.number == number:
        state = replace(state, step=Step.RATE_AGAIN)
    return state, (*said, Say(texts_cases.ask_rating_again(office), keyboards.ratings_again(number)))


def _rate_again(state: State, number: str, rating: int) -> Outcome:
    return _settled(state, number), (RateAgain(number, rating), Say(texts_cases.RATED_AGAIN))


def _about(state: State, found: Known, step: Step, context: Context) -> State:
    """The state that waits for a word on the answer; while another feedback is open it stays with that one."""
    if state.number == found.number:
        return replace(state, step=step, rated=found.rated, no_rating=state.no_rating or found.sensitive)
    if state.is_open(context.now):
        return state
    waiting = {"number": found.number, "agency": found.agency, "rated": found.rated, "no_rating": found.sensitive}
    return state.anew(step=step, **waiting)


def _settled(state: State, number: str) -> State:
    return set_aside(state) if state.number == number else state
