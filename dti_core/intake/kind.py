"""What a file really is, from its first bytes, whatever its name says; what cannot be read is refused with the remedy.

Standard library only.
"""

from pathlib import PurePath

from dti_core.intake.bounds import Refusal

WORKBOOKS, TEXTS = (".xlsx", ".xlsm"), (".csv", ".txt", ".tsv")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Microsoft's container: an old .xls, or any file with a password
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OTHERS = {
    b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG", b"GIF8": "GIF", b"BM": "BMP", b"%PDF": "PDF", b"{\\rtf": "RTF",
    b"Rar!": "RAR", b"7z\xbc\xaf": "7-Zip", b"\x1f\x8b": "GZip", b"MZ": "EXE", b"\x7fELF": "ELF", b"II*\x00": "TIFF",
    b"MM\x00*": "TIFF", b"RIFF": "RIFF", b"SQLite": "SQLite", b"PAR1": "Parquet",
}  # fmt: skip
_MARKUP = (b"<html", b"<!doctype", b"<table", b"<meta", b"<head", b"<body", b"<style", b"<div", b"mime-version:")
_SPREADSHEET_XML = b"urn:schemas-microsoft-com:office:spreadsheet"  # Excel 2003's own XML


def kind(content: bytes, file_name: str) -> str:
    """ "workbook" or "text" when the bytes are what the name says; otherwise a Refusal that says what they are.

    >>> kind(b"a;b", "x.csv")
    'text'
    """
    suffix = PurePath(file_name).suffix.lower()
    if not content.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise Refusal("empty_file")
    if content.startswith(_OLE):
        locked = "EncryptedPackage".encode("utf-16-le") in content
        raise Refusal("password" if locked else "old_xls")
    if content.startswith(b"\x09\x08") and suffix == ".xls":
        raise Refusal("old_xls")  # before Excel 97, without a container
    for start, name in _OTHERS.items():
        if content.startswith(start) and not (suffix in TEXTS and len(start) == 2 and content[2:3].isalnum()):
            raise Refusal("other_type", type=name)
    begin = content.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:4000].replace(b"\0", b"").lower()
    if begin.startswith(_MARKUP) or _SPREADSHEET_XML in begin:
        raise Refusal("web_table")
    zipped = content.startswith(_ZIP)
    if suffix in WORKBOOKS:
        if not zipped:
            raise Refusal("text_as_workbook" if b"\0" not in content[:4000] else "other_type", type="?")
        return "workbook"
    if suffix in TEXTS:
        if zipped:
            raise Refusal("workbook_as_text", suffix=suffix)
        return "text"
    if suffix == ".xls" and zipped:
        raise Refusal("workbook_as_text", suffix=suffix)
    raise Refusal("unknown_suffix", suffix=suffix or "–", known=", ".join((*WORKBOOKS, *TEXTS)))
