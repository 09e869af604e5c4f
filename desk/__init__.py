"""People who act for or over a shop: moderators, the shop's score, news for sellers."""
