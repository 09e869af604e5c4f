"""A stand-in for the SMS gateways smsc.ru and TurboSMS, over one imaginary operator."""
