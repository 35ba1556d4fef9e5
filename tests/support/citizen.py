"""A citizen who writes to the bot on the stand."""

import time
from dataclasses import dataclass
from typing import Any

from tests.support import bale
from tests.support.stand import BOT, Stand


@dataclass
class Citizen:
    """One private chat as its person sees it."""

    stand: Stand
    number: int = 1001
    heard: int = 0
    old_client: bool = False
    """A client of Bale that shows no notices over buttons."""

    def write(self, text: str) -> int:
        """Send a text; returns its message number."""
        return self.send(text=text)

    def send(self, **content: Any) -> int:
        """Send any kind of message."""
        emulator = self.stand.emulator
        message = {"message_id": emulator.next_id, "date": int(time.time()), **self._who(), **content}
        emulator.next_id += 1
        emulator.messages[self.number, message["message_id"]] = message
        self.stand.bring({"message": message})
        return int(message["message_id"])

    def photo(self, caption: str = "", album: str = "") -> int:
        size = {"file_id": f"photo-{self.stand.emulator.next_id}", "file_unique_id": "u", "width": 800, "height": 800}
        options = {"caption": caption, "media_group_id": album}
        return self.send(photo=[size], **{name: value for name, value in options.items() if value})

    def edit(self, message: int, text: str) -> None:
        edited = self.stand.emulator.messages[self.number, message] | {"text": text, "edit_date": int(time.time())}
        self.stand.bring({"edited_message": edited})

    def forward(self, text: str) -> int:
        """Send on what somebody else wrote in a channel."""
        channel = {"id": -1007, "type": "channel", "title": "خبرهای شهر"}
        origin = {"type": "channel", "date": int(time.time()), "chat": channel, "message_id": 3}
        return self.send(text=text, forward_origin=origin)

    def block(self) -> None:
        self._membership(self._who()["chat"], ({"status": "member"}, {"status": "kicked", "until_date": 0}))

    def invite(self, group: int) -> None:
        """Put the bot into a group."""
        place = {"id": group, "type": "group", "title": "همسایه‌ها"}
        self._membership(place, ({"status": "left"}, {"status": "member"}))

    def _membership(self, chat: dict[str, Any], change: tuple[dict[str, Any], dict[str, Any]]) -> None:
        old, new = ({"user": BOT} | status for status in change)
        told = {"date": int(time.time()), "chat": chat, "from": self._who()["from"]}
        self.stand.bring({"my_chat_member": told | {"old_chat_member": old, "new_chat_member": new}})

    def press(self, label: str) -> str:
        """Press the newest button of this label that is still shown; returns the number of the press."""
        for message in reversed(self._shown()):
            for (button,) in message.get("reply_markup", {}).get("inline_keyboard", []):
                if button["text"] == label:
                    return self.press_data(button["callback_data"], message)
        raise AssertionError(f"no button {label!r}")

    def press_data(self, data: str, message: dict[str, Any]) -> str:
        """Press a button of a message, shown or not."""
        press = f"{bale.OLD if self.old_client else 'press'}-{time.time_ns()}"
        self.stand.emulator.waiting_presses.add(press)
        query = {"id": press, "from": self._who()["from"], "message": message, "chat_instance": "1", "data": data}
        self.stand.bring({"callback_query": query})
        return press

    def hear(self, part: str = "") -> str:
        """The next reply; it must hold `part`."""
        text: str = self.stand.wait(lambda: self.stand.said(self.number)[self.heard : self.heard + 1])[0]
        self.heard += 1
        assert part in text, text
        return text

    def last_message(self) -> dict[str, Any]:
        """The newest message of the bot."""
        return self._shown()[-1]

    def _shown(self) -> list[dict[str, Any]]:
        messages = list(self.stand.emulator.messages.items())
        return [message for (chat, _), message in sorted(messages, key=lambda kept: kept[0][1])
                if chat == self.number and message["from"]["is_bot"]]  # fmt: skip

    def _who(self) -> dict[str, Any]:
        return {
            "from": {"id": self.number, "is_bot": False, "first_name": "سارا"},
            "chat": {"id": self.number, "type": "private", "first_name": "سارا"},
        }
