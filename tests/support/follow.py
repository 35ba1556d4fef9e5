"""A person whose talk goes on after registering: answers arrive, cards are scanned, one's own things are looked at."""

from dataclasses import dataclass, field, replace

from bot.context import Context, Known, Own, Point
from bot.dialogue import Asks, wanted_own, wanted_point
from bot.effects import Allow, DropReminder, Effect, Judge, Rate, Register, RemindLater, SendFile, Withdraw
from bot.events import Answered, AskLater, Event
from domain.case import moved
from domain.labels import Status
from tests.support.talk import Talk

DESK = Point("k3m9abcdef", "باجهٔ ۳", "municipality", county="کرمانشاه")
PAGE = 5


@dataclass
class Follower(Talk):
    """Keeps, besides, what `Talk` does not: answers, verdicts, ratings, cards, permissions and reminders."""

    points: dict[str, Point] = field(default_factory=lambda: {DESK.code: DESK})
    later: bool = False
    allowed: dict[str, bool] = field(default_factory=dict)
    reminders: dict[str, int] = field(default_factory=dict)
    data: str = "هرچه هست"

    def complain(self, rating: str = "") -> str:
        """Register a feedback about the water company, with a rating in words; returns its number."""
        self.write("سه روز است آب روستا قطع است و کسی جواب نمی‌دهد")
        number = self.state.number
        assert number is not None
        self.press("آب و فاضلاب")
        self.write("پاوه")
        if rating:
            self.write(rating)
        return number

    def office_answers(self, number: str, text: str = "لوله تعمیر شد.", status: Status = Status.ANSWERED) -> None:
        """The office answers or closes it, and the notice of it comes."""
        self.feedbacks[number] = replace(self.feedbacks[number], status=status, answer=text)
        self.happen(Answered(number))

    def scan(self, point: Point = DESK, *, later: bool = False) -> None:
        """Open the link of a card; `later` is the toss of the coin."""
        self.later = later
        self.command("start", point.code)

    def at_home(self, point: Point = DESK) -> None:
        """Some hours later the reminder is due."""
        self.wait(120)
        self.happen(AskLater(point.code))

    @property
    def files(self) -> list[SendFile]:
        return [effect for effect in self.effects if isinstance(effect, SendFile)]

    def _context(self, event: Event) -> Context:
        code = wanted_point(event, self.state)
        return replace(
            super()._context(event), point=self.points.get(code or ""), later=self.later, own=self._own(event)
        )

    def _own(self, event: Event) -> Own:
        asks, page = wanted_own(event)
        if asks is not Asks.LIST:
            training, contact = self.allowed.get("training", False), self.allowed.get("contact", False)
            return Own(training=training, contact=contact, data=self.data if asks is Asks.DATA else "")
        known = [each for each in reversed(self.feedbacks.values()) if each.status is not Status.WITHDRAWN]
        first = page * PAGE
        return Own(tuple(known[first : first + PAGE]), len(known) > first + PAGE)

    def _carry_out(self, effect: Effect) -> None:
        before = dict(self.feedbacks)
        super()._carry_out(effect)
        match effect:
            case Register(number=number, rating=rating):
                self._change(number, rated=rating is not None)
            case Rate(number=number):
                self._change(number, rated=True)
            case Judge(number=number, verdict=verdict):
                self._change(number, status=moved(before[number].status, verdict), verdict=verdict)
            case Withdraw(number=number):
                self._change(number, answer="")
            case RemindLater(point=point, minutes=minutes):
                self.reminders[point] = minutes
            case DropReminder(point=point):
                self.reminders.pop(point, None)
            case Allow(what=what, allowed=allowed):
                self.allowed[what] = allowed
            case _:
                pass

    def _change(self, number: str, **values: object) -> None:
        known: Known = self.feedbacks[number]
        self.feedbacks[number] = replace(known, **values)  # type: ignore[arg-type]
