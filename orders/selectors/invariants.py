"""What must be true of orders' rows at every moment (`./dev manage invariants`)."""

from kernel.invariants import Invariant

INVARIANTS = (
    Invariant(
        "orders.goods_are_the_sum_of_lines",
        "What an order's goods cost is the sum of its lines.",
        """
select o.id, o.goods_minor, coalesce(sum(l.total_minor), 0) from orders_order o
left join orders_orderline l on l.order_id = o.id
group by o.id having o.goods_minor <> coalesce(sum(l.total_minor), 0) order by o.id
""",
    ),
    Invariant(
        "orders.closed_orders_have_no_running_clock",
        "Nothing is promised any more about an order that was received or cancelled.",
        """
select o.id, d.kind from orders_order o
join kernel_deadline d on d.subject_id = o.id and d.kind like 'order.%' and d.state = 'running'
where o.state in ('received', 'cancelled') order by o.id
""",
    ),
)
