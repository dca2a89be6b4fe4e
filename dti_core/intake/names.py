"""Names as people write them, matched to the names that are known: without accents, with or without "Tỉnh", "TP."."""

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

_PREFIXES = re.compile(
    r"^(?:(?:uy ban nhan dan|ubnd)\s+)?(?:(?:tinh|thanh pho|tp|t p|thi xa|tx|huyen|xa|phuong|dac khu)\s+)+"
)
# Short forms and other spellings that offices use, folded.
_ALIASES = {
    "hcm": "ho chi minh", "tphcm": "ho chi minh", "tp hcm": "ho chi minh", "sai gon": "ho chi minh",
    "ho chi minh city": "ho chi minh", "br vt": "ba ria vung tau", "brvt": "ba ria vung tau",
    "tt hue": "thua thien hue", "tth": "thua thien hue", "hue": "thua thien hue", "hn": "ha noi",
    "dac lac": "dak lak", "dac lak": "dak lak", "dac nong": "dak nong", "bac can": "bac kan",
    "khoa hoc cong nghe": "khoa hoc va cong nghe",
}  # fmt: skip
_NEAR, _LIKE_ENOUGH = 3, 0.6  # suggestions shown, and how alike they must be


@lru_cache(maxsize=20_000)
def folded(name: str) -> str:
    """Lower case, no accents, words parted by single blanks, no punctuation.

    >>> folded("Bà Rịa – Vũng Tàu"), folded("Điểm tối đa\\n(*)")
    ('ba ria vung tau', 'diem toi da')
    """
    letters = unicodedata.normalize("NFD", name.lower().replace("đ", "d"))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[a-z0-9]+", unicodedata.normalize("NFKD", plain)))


@lru_cache(maxsize=20_000)
def core(name: str) -> str:
    """`folded` without what says only the kind of place, short forms written out.

    >>> core("TP. Hồ Chí Minh"), core("TP HCM"), core("Tỉnh Lai Châu"), core("Xã")
    ('ho chi minh', 'ho chi minh', 'lai chau', 'xa')
    """
    plain = folded(name)
    plain = _ALIASES.get(plain, plain)
    bare = _PREFIXES.sub("", plain)
    return _ALIASES.get(bare, bare)


@dataclass(frozen=True, slots=True)
class Match:
    """Whom a name means: `found`, an id, or None; `near`: labels of what it may mean; `several`: it fits more than
    one, those in `near`."""

    found: str | None
    near: tuple[str, ...] = ()
    several: bool = False


class Names:
    """Known things by all the names they go by.

    names: id -> its names (the first is shown in suggestions); the id itself is a name too.

    >>> names = Names({"VN-12": ("Lai Châu", "Lai Chau"), "VN-10": ("Lào Cai", "Lao Cai")})
    >>> names.match("TỈNH LAI CHÂU").found, names.match("vn-10").found
    ('VN-12', 'VN-10')
    >>> names.match("Lai Chu")
    Match(found=None, near=('Lai Châu',), several=False)
    """

    def __init__(self, names: Mapping[str, Iterable[str]]) -> None:
        self._shown: dict[str, str] = {}
        self._exact: dict[str, set[str]] = {}
        self._core: dict[str, set[str]] = {}
        self._tight: dict[str, set[str]] = {}
        for key, given in names.items():
            all_names = [name for name in given if name] or [key]
            self._shown[key] = all_names[0]
            for name in (*all_names, key):
                self._exact.setdefault(name.strip().lower(), set()).add(key)
                self._core.setdefault(core(name), set()).add(key)
                self._tight.setdefault(core(name).replace(" ", ""), set()).add(key)

    def match(self, name: str) -> Match:
        """As written, else without accents and kind of place, else without blanks; else what comes near."""
        plain = core(name)
        asked = unicodedata.normalize("NFC", " ".join(name.split())).lower()
        for index, form in ((self._exact, asked), (self._core, plain), (self._tight, plain.replace(" ", ""))):
            found = index.get(form, set()) if form else set()
            if len(found) == 1:
                return Match(next(iter(found)))
            if found:
                return Match(None, tuple(sorted(self._label(key, found) for key in found)), several=True)
        alike = difflib.get_close_matches(plain, [form for form in self._core if form], _NEAR, _LIKE_ENOUGH)
        near = dict.fromkeys(self._shown[key] for form in alike for key in sorted(self._core[form]))
        return Match(None, tuple(near)[:_NEAR])

    def _label(self, key: str, among: set[str]) -> str:
        """The name, with the id where several have the same."""
        name = self._shown[key]
        return name if sum(self._shown[other] == name for other in among) == 1 else f"{name} ({key})"
