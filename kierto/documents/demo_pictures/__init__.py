"""Pictures of things for the demo city, drawn by Kierto itself.

A demo without photos would show a city that nobody lives in, and real photos would need licences.
So each picture is a small scene in perspective: a room or a yard, the things, light, soft shadows
and the grain of a phone's camera. The same subject and seed always give the same picture.
"""

import random
from collections.abc import Callable
from io import BytesIO

from kierto.documents.demo_pictures import building, frames, furniture, goods, outdoors, rooms
from kierto.documents.demo_pictures.scene import Scene

Arrangement = Callable[[Scene, random.Random], None]

SUBJECTS: dict[str, Arrangement] = {
    **furniture.SUBJECTS,
    **building.SUBJECTS,
    **goods.SUBJECTS,
    **outdoors.SUBJECTS,
    **rooms.SUBJECTS,
    **frames.SUBJECTS,
}
"""What can be pictured: all that has a category picture under ``static/img``, and some more."""


def picture(subject: str, seed: int) -> bytes:
    """A JPEG of 1024 by 768 pixels that shows ``subject``; an unknown subject shows boxes."""
    rng = random.Random(f"{subject}:{seed}")
    scene = Scene(rng)
    SUBJECTS.get(subject, SUBJECTS["box"])(scene, rng)
    file = BytesIO()
    scene.develop().save(file, "JPEG", quality=86, optimize=True)
    return file.getvalue()
