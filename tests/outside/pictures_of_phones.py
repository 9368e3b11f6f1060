"""Generated picture files as phones, scanners and attackers send them."""

from io import BytesIO

from PIL import Image
from PIL.TiffImagePlugin import IFDRational

RED, BLUE = (220, 20, 20), (20, 40, 200)
GPS = 34853
ORIENTATION = 274
SERIAL = "SN-0042-KEMI"

TURN = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
"""What a camera held this way does to the picture; showing it undoes that."""


def marked(width: int = 400, height: int = 300, mode: str = "RGB") -> Image.Image:
    """A blue picture with a red top left corner."""
    picture = Image.new("RGB", (width, height), BLUE)
    picture.paste(RED, (0, 0, width // 4, height // 4))
    return picture.convert(mode)


def encoded(picture: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    out = BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def exif(orientation: int | None = None) -> Image.Exif:
    """What a phone writes: where it was, which camera, how it was held."""
    data = Image.Exif()
    data[271] = "Puhelin Oy"
    data[42033] = SERIAL
    if orientation is not None:
        data[ORIENTATION] = orientation
    data.get_ifd(GPS).update(
        {
            1: "N",
            2: (IFDRational(65), IFDRational(44), IFDRational(11)),
            3: "E",
            4: (IFDRational(24), IFDRational(33), IFDRational(49)),
        }
    )
    return data


def held_this_way(orientation: int) -> bytes:
    """A JPEG that is upright once its orientation tag is obeyed."""
    turn = TURN.get(orientation)
    stored = marked() if turn is None else marked().transpose(turn)
    return encoded(stored, exif=exif(orientation).tobytes(), quality=95)


def corner_of(picture: Image.Image) -> str:
    """Which corner is red."""
    width, height = picture.size
    corners = {
        "top left": (8, 8),
        "top right": (width - 8, 8),
        "bottom left": (8, height - 8),
        "bottom right": (width - 8, height - 8),
    }
    rgb = picture.convert("RGB")
    red = []
    for name, place in corners.items():
        pixel = rgb.getpixel(place)
        assert isinstance(pixel, tuple)
        if pixel[0] > 150 and pixel[2] < 110:
            red.append(name)
    return ", ".join(red)
