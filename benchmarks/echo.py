"""The bot that the real one is measured against: bare python-telegram-bot, which says back what it hears and keeps nothing."""

import sys

from telegram import Update
from telegram.ext import Application, CallbackQueryHandler, ContextTypes, MessageHandler, filters


async def say_back(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    """One reply to each message."""
    if update.message and update.message.text:
        await update.message.reply_text(update.message.text)


async def press(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    """A press is answered, and a message sent."""
    if update.callback_query and update.effective_chat:
        await update.callback_query.answer()
        await update.effective_chat.send_message("…")


def main() -> None:
    """Run on the server whose root is the first argument, with the token that is the second, until it is stopped."""
    root, token = sys.argv[1:3]
    application = Application.builder().token(token).base_url(f"{root}/bot").build()
    application.add_handler(MessageHandler(filters.TEXT, say_back))
    application.add_handler(CallbackQueryHandler(press))
    application.run_polling()


if __name__ == "__main__":
    main()
