"""Which drawing stands for a thing without a photo: static/img/categories/<name>.svg."""

from kierto.models import Category

_BY_GROUP = {
    101: "desk", 102: "desk", 103: "chair", 104: "bed", 105: "kitchen", 106: "cupboard",
    107: "chair", 108: "sofa",
    201: "textile", 202: "textile", 203: "textile",
    301: "computer", 302: "computer", 303: "computer", 304: "appliance", 305: "appliance",
    306: "appliance", 307: "lamp", 308: "appliance", 309: "playground", 310: "kitchen",
    311: "lamp", 312: "appliance",
    401: "timber", 402: "door", 403: "window", 404: "bricks", 405: "tile", 406: "tile",
    407: "steel", 408: "insulation", 409: "insulation", 410: "sanitary", 411: "sanitary",
    412: "bricks", 413: "paint",
    501: "bench", 502: "playground", 503: "bench", 504: "garden", 505: "bricks",
    601: "tool", 602: "tool", 603: "machine", 604: "machine", 605: "vehicle", 606: "machine",
    607: "tool",
    701: "pallet", 702: "box", 703: "box",
    801: "wood-stream", 802: "paper", 803: "steel", 804: "box", 805: "box",
    903: "paper", 904: "sport", 905: "playground", 907: "bed", 908: "paper",
}  # fmt: skip
_BY_PART_OF_CODE = (
    ("whiteboard", "whiteboard"), ("board-white", "whiteboard"), ("chair", "chair"),
    ("stool", "chair"), ("bench", "bench"), ("sofa", "sofa"), ("shelf", "shelf"),
    ("shelv", "shelf"), ("cabinet", "cupboard"), ("cupboard", "cupboard"),
    ("locker", "cupboard"), ("wardrobe", "cupboard"), ("bed", "bed"), ("mattress", "bed"),
    ("desk", "desk"), ("table", "desk"), ("lamp", "lamp"), ("bicycle", "sport"),
)  # fmt: skip
_BY_BRANCH = {
    1: "cupboard", 2: "textile", 3: "appliance", 4: "bricks", 5: "garden", 6: "machine",
    7: "box", 8: "wood-stream",
}  # fmt: skip


def picture_of(category: Category) -> str:
    """The drawing of ``category``: its own thing where there is one, else its group's."""
    if category.id // 10_000 == 1:
        for part, picture in _BY_PART_OF_CODE:
            if part in category.code:
                return picture
    group = _BY_GROUP.get(category.id // 100)
    return group or _BY_BRANCH.get(category.id // 10_000, "generic")
