"""The words printed on papers of a handover, each in English and a second language (R-002-75)."""

SECOND = ("ru", "uk", "zh")
# key: English, Russian, Ukrainian, Chinese.
_WORDS: dict[str, tuple[str, str, str, str]] = {
    "sheet": ("Handover sheet", "Передаточная ведомость", "Передавальна відомість", "交接单"),
    "tn1": (
        "Transport waybill TN-1",
        "Транспортная накладная ТН-1",
        "Транспортна накладна ТН-1",
        "运输单 TN-1",
    ),
    "number": ("No.", "№", "№", "编号"),
    "version": ("Version", "Версия", "Версія", "版本"),
    "closed": ("Closed", "Закрыта", "Закрита", "封单时间"),
    "page": ("Page", "Стр.", "Стор.", "页"),
    "of": ("of", "из", "з", "共"),
    "consignor": ("Consignor", "Грузоотправитель", "Вантажовідправник", "发货人"),
    "carrier": ("Carrier", "Перевозчик", "Перевізник", "承运人"),
    "consignee": (
        "Consignee, place of unloading",
        "Грузополучатель, место разгрузки",
        "Вантажоодержувач, місце розвантаження",
        "收货人、卸货地点",
    ),
    "loading": ("Place of loading", "Место погрузки", "Місце завантаження", "装货地点"),
    "vehicle": ("Vehicle", "Автомобиль", "Автомобіль", "车辆"),
    "driver": ("Driver", "Водитель", "Водій", "司机"),
    "dock": ("Dock", "Ворота", "Ворота", "月台"),
    "seals": ("Seals", "Пломбы", "Пломби", "铅封"),
    "totals": ("Totals", "Итого", "Разом", "合计"),
    "pallets": ("Pallets", "Паллеты", "Палети", "托盘"),
    "pallet": ("Pallet (SSCC)", "Паллета (SSCC)", "Палета (SSCC)", "托盘 (SSCC)"),
    "parcels": ("Parcels", "Посылки", "Посилки", "包裹"),
    "parcel": ("Parcel", "Посылка", "Посилка", "包裹"),
    "orders": ("Orders", "Заказы", "Замовлення", "订单"),
    "order": ("Order", "Заказ", "Замовлення", "订单"),
    "weight": ("Weight, kg", "Масса, кг", "Маса, кг", "重量,公斤"),
    "goods": ("Goods", "Груз", "Вантаж", "货物"),
    "goods_text": (
        "Consumer goods in parcels, on pallets",
        "Товары народного потребления в посылках, на паллетах",
        "Товари народного вжитку в посилках, на палетах",
        "消费品,包裹装,托盘运输",
    ),
    "forced": (
        "at the seller's risk",
        "под ответственность продавца",
        "під відповідальність продавця",
        "风险由卖方承担",
    ),
    "handed": ("Handed over", "Сдал", "Здав", "交付"),
    "taken": ("Accepted", "Принял", "Прийняв", "接收"),
    "signature": (
        "Name, signature, date",
        "ФИО, подпись, дата",
        "ПІБ, підпис, дата",
        "姓名、签字、日期",
    ),
    "scan_me": (
        "The frozen version of this paper",
        "Закреплённая версия документа",
        "Закріплена версія документа",
        "本单据的固定版本",
    ),
    "claims": (
        "Claims are taken within three working days after signing.",
        "Претензии принимаются в течение трёх рабочих дней после подписания.",
        "Претензії приймаються протягом трьох робочих днів після підписання.",
        "签字后三个工作日内可提出索赔。",
    ),
    "not_signed": ("Not signed yet", "Ещё не подписана", "Ще не підписана", "尚未签字"),
}


def words_in(second: str) -> dict[str, str]:
    """Return each word in both languages: "Carrier / Перевозчик". Raises ValueError for another language."""
    place = 1 + SECOND.index(second)
    return {key: f"{said[0]} / {said[place]}" for key, said in _WORDS.items()}
