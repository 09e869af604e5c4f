"""Staff's door into orders/: find and read; every act on an order is a service with its own door."""

from orders.admin.channels import ChannelAdmin
from orders.admin.orders import ImportJobAdmin, OrderAdmin

__all__ = ["ChannelAdmin", "ImportJobAdmin", "OrderAdmin"]
