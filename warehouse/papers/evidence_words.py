"""The words printed on the evidence of a parcel, in English and Russian (R-002-75)."""

_WORDS: dict[str, tuple[str, str]] = {
    "title": ("Evidence of a parcel", "Доказательства по посылке"),
    "claim": ("Claim", "Претензия"),
    "parcel": ("Parcel", "Посылка"),
    "order": ("Order", "Заказ"),
    "weight": ("Weight, kg", "Масса, кг"),
    "measures": ("Length × width × height, mm", "Длина × ширина × высота, мм"),
    "packed": ("Packing finished", "Упаковка закончена"),
    "pallet": ("Pallet (SSCC)", "Паллета (SSCC)"),
    "label": ("Barcodes on its label", "Штрихкоды на этикетке"),
    "goods": ("Goods", "Товары"),
    "handover": ("Handover", "Передача"),
    "signed": ("Signed by both", "Подписано обеими сторонами"),
    "vehicle": ("Vehicle, driver", "Автомобиль, водитель"),
    "seals": ("Seals", "Пломбы"),
    "not_on_sheet": (
        "The parcel is on no signed sheet.",
        "Посылки нет ни в одной подписанной ведомости.",
    ),
    "scans": (
        "Scans: when, what, who, station, camera, film is kept until",
        "Сканирования: когда, что, кто, место, камера, запись хранится до",
    ),
    "no_scans": ("No scan of it is known.", "Сканирований нет."),
    "road": ("On the road", "В пути"),
    "no_road": ("No carrier has told of it.", "Перевозчик о ней ничего не сообщил."),
    "files": ("Files, with their SHA-256", "Файлы и их SHA-256"),
    "no_files": ("No picture or film is kept.", "Снимков и видео нет."),
    "sheet": ("The signed sheet, page 1", "Подписанная ведомость, стр. 1"),
    "made": ("Made", "Составлено"),
    "page": ("Page", "Стр."),
    "of": ("of", "из"),
    "unreadable": ("This picture cannot be shown.", "Снимок нельзя показать."),
}


def evidence_words() -> dict[str, str]:
    """Return each word in both languages: "Parcel / Посылка"."""
    return {key: " / ".join(said) for key, said in _WORDS.items()}
