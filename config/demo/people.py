"""Who works in the demo: one person for each role, all with one password that anybody may know."""

from dataclasses import dataclass

from sellers.states import Role

DOMAIN = "demo.otgruz.test"
PASSWORD = "demo-otgruz-2026"  # noqa: S105 - printed at the start, and no mail goes to that domain


@dataclass(frozen=True, slots=True)
class DemoShop:
    """A shop and its owner."""

    slug: str
    name: str
    owner: str
    owner_name: str


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody with a role: in the first demo shop, or on the platform."""

    mailbox: str
    name: str
    role: str

    @property
    def email(self) -> str:
        """Their address."""
        return f"{self.mailbox}@{DOMAIN}"


SHOPS = (
    DemoShop("demo-shop", "Дім і Світло", f"seller@{DOMAIN}", "Олена Гречко"),
    DemoShop("second-shop", "Северный склад", f"second@{DOMAIN}", "Игорь Лавров"),
)
PEOPLE = (
    DemoPerson("manager", "Марта Їжакевич", Role.MANAGER),
    DemoPerson("operator", "Тарас Ґудзь", Role.OPERATOR),
    DemoPerson("warehouse", "Павло Стриж", Role.WAREHOUSE_OPERATOR),
    DemoPerson("lead", "Ірина Корж", Role.WAREHOUSE_LEAD),
    DemoPerson("moderator", "Мария Сотник", Role.MODERATOR),
    DemoPerson("accountant", "Wei Lan", Role.ACCOUNTANT),
    DemoPerson("admin", "Ada Bilyk", Role.ADMIN),
)
