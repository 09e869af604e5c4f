"""A stand-in for the Telegram Bot API and for the people who write to the bot."""
