"""What columns are called: each known field with the headings that offices use for it.

The headings come from the forms in data/published/annex_columns.csv and from what our own templates write.
"""

import re
from collections.abc import Iterable, Mapping

from dti_core.intake.names import folded

# Field -> headings. Written as people write them; compared without accents, signs and footnote marks.
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "position": ("STT", "TT", "Số thứ tự", "Thứ tự", "No.", "#"),
    "code": ("Mã", "Mã chỉ số", "Mã số", "Mã chỉ tiêu", "Mã tiêu chí", "Ký hiệu", "Code", "Indicator code"),
    "parent": ("Mã cha", "Mã chỉ số cha", "Thuộc chỉ số", "Mã cấp trên", "Chỉ số cấp trên", "Parent", "Parent code"),
    "indicator": (
        "Chỉ số", "Chỉ số/Chỉ số thành phần", "Chỉ tiêu", "Tên chỉ số", "Chỉ số thành phần", "Tiêu chí",
        "Tiêu chí/Tiêu chí thành phần", "Tên chỉ tiêu", "Nội dung", "Indicator", "Index", "Component index",
        "Indicator name",
    ),
    "indicator_en": ("Tên tiếng Anh", "English name", "Name in English"),
    "group": ("Nhóm", "Nhóm chỉ số", "Trụ cột", "Lĩnh vực", "Group", "Pillar"),
    "kind": ("Loại", "Loại chỉ số", "Cấp chỉ số", "Kind", "Level"),
    "max_points": ("Điểm tối đa", "Số điểm tối đa", "Điểm chuẩn", "Thang điểm", "Maximum points", "Max points"),
    "weight": ("Trọng số", "Tỷ trọng", "Tỉ trọng", "Quyền số", "Weight"),
    "scored": ("Chấm điểm", "Có chấm điểm", "Tính điểm", "Scored"),
    "component_count": ("Số chỉ số thành phần", "Số lượng chỉ số thành phần", "Component count"),
    "rule": (
        "Cách xác định và tính điểm", "Phương pháp xác định và cách cho điểm", "Cách tính điểm", "Cách chấm điểm",
        "Cách xác định", "Quy tắc chấm điểm", "Hướng dẫn chấm điểm", "Phương pháp tính", "Scoring rule", "Rule",
    ),
    "rule_type": ("Kiểu quy tắc", "Loại quy tắc", "Rule type"),
    "direction": ("Chiều", "Chiều tốt", "Chiều hướng", "Direction"),
    "best": ("Mức tốt nhất", "Giá trị tốt nhất", "Best"),
    "worst": ("Mức kém nhất", "Giá trị kém nhất", "Worst"),
    "unit": ("Đơn vị tính", "Đơn vị đo", "ĐVT", "Unit"),
    "data_source": ("Nguồn thu thập dữ liệu", "Nguồn dữ liệu", "Nguồn số liệu", "Nguồn", "Data source", "Source"),
    "entity": (
        "Tỉnh/thành phố", "Tỉnh, thành phố", "Tỉnh thành", "Tỉnh", "Tên tỉnh", "Địa phương", "Đơn vị", "Tên đơn vị",
        "Đơn vị được đánh giá", "Tỉnh/TP", "Xã/phường", "Huyện", "Bộ, ngành", "Entity", "Province", "Name",
    ),
    "entity_code": ("Mã tỉnh", "Mã đơn vị", "Mã địa phương", "Entity code", "Province code"),
    "round": ("Kỳ đánh giá", "Kỳ", "Round"),
    "year": ("Năm", "Năm đánh giá", "Year"),
    "quarter": ("Quý", "Kỳ báo cáo", "Quarter"),
    "value": ("Giá trị", "Giá trị DTI", "Giá trị chỉ số", "Chỉ số DTI", "Value", "DTI value"),
    "points": ("Điểm", "Điểm số", "Điểm đạt được", "Tổng điểm", "Điểm đạt", "Points", "Score"),
    "rank": ("Xếp hạng", "Hạng", "Thứ hạng", "Xếp thứ", "Rank", "Ranking"),
    "within": ("Trong phạm vi", "Phạm vi xếp hạng", "Within", "Ranked within"),
    "measured": ("Số liệu kê khai", "Số liệu", "Số liệu đo", "Measured"),
    "self_points": (
        "Tự đánh giá", "Điểm tự đánh giá", "Điểm tự chấm", "Điểm số tự chấm", "Tự chấm", "Self-assessed",
        "Self-assessed points",
    ),
    "explanation": ("Giải trình kết quả", "Giải trình", "Thuyết minh", "Explanation"),
    "appraised_points": (
        "Thẩm định", "Điểm Hội đồng thẩm định", "Điểm thẩm định", "Hội đồng thẩm định", "Kết quả thẩm định",
        "Appraised", "Appraised points",
    ),
    "difference": (
        "Chênh lệch", "Chênh lệch (tự đánh giá − thẩm định)", "Tự đánh giá trừ thẩm định", "Difference",
        "Difference (self minus appraised)",
    ),
    "lost_points": ("Điểm mất", "Điểm bị mất", "Lost points"),
    "cause": ("Nguyên nhân", "Cause"),
    "task": ("Nhiệm vụ", "Giải pháp", "Task"),
    "planned_gain": ("Điểm dự kiến tăng", "Mức tăng dự kiến", "Dự kiến tăng", "Điểm tăng dự kiến", "Planned gain"),
    "status": ("Trạng thái", "Tình trạng", "Tiến độ", "Tình trạng thực hiện", "Status"),
    "lead": (
        "Phụ trách", "Cơ quan chủ trì", "Đơn vị chủ trì", "Chủ trì", "Cơ quan/đơn vị chủ trì", "Đơn vị phụ trách",
        "Lead agency", "Lead",
    ),
    "coordinating": (
        "Đơn vị phối hợp", "Cơ quan phối hợp", "Phối hợp", "Cơ quan/đơn vị phối hợp",
        "Đơn vị phối hợp xác minh số liệu", "Coordinating agency", "Coordinating",
    ),
    "due": ("Hạn xử lý", "Thời hạn", "Hạn hoàn thành", "Thời hạn hoàn thành", "Hạn", "Due date", "Due"),
    "evidence": ("Minh chứng", "Minh chứng/Ghi chú", "Tài liệu kiểm chứng", "Tài liệu minh chứng", "Evidence"),
    "link": ("Liên kết", "Đường dẫn", "Link", "URL"),
    "note": ("Ghi chú", "Note", "Notes"),
}  # fmt: skip
# Headings over several columns that say nothing by themselves; what stands under them does.
OVER = ("Quy chuẩn đánh giá", "Đánh giá", "Kết quả", "Kết quả đánh giá", "Thông tin chung", "Assessment")

_FOOTNOTES = re.compile(r"[*†‡¹²³⁴⁵⁶⁷⁸⁹⁰]+|\(\s*(?:[0-9]{1,2}|[a-z]|\*+|[-−–+])\s*\)|\[[0-9]{1,2}\]", re.I)
_YEAR = re.compile(r"\s*(?:năm|nam)?\s*20[0-9]{2}\s*$", re.I)
_ASIDE = re.compile(r"\([^()]*\)\s*$")


def heading(text: str) -> str:
    """A heading as it is compared: folded, without footnote marks.

    >>> heading("ĐIỂM\\nTỐI ĐA (*)"), heading("Điểm mất (-)"), heading("Giá trị¹")
    ('diem toi da', 'diem mat', 'gia tri')
    >>> Headings().field("#")
    'position'
    """
    return folded(_FOOTNOTES.sub(" ", text)) or folded(text) or text.strip()  # "#" has no letters to fold


class Headings:
    """Looks up what a heading means. `more`: further fields and their headings (indices that have a column each).

    >>> Headings().field("Điểm tối đa (1)"), Headings().field("TỰ ĐÁNH GIÁ: Điểm số tự chấm"), Headings().field("?")
    ('max_points', 'self_points', '')
    """

    def __init__(self, more: Mapping[str, Iterable[str]] | None = None) -> None:
        self._fields: dict[str, str] = {}
        for fields in (HEADINGS, more or {}):
            for field, headings in fields.items():
                for text in headings:
                    if heading(text):
                        self._fields[heading(text)] = field

    def field(self, text: str) -> str:
        """The field that a heading names, "" when none: as it is, without what is in brackets or a year at its end,
        after its colon."""
        for form in (text, _ASIDE.sub("", text), _YEAR.sub("", text), text.rpartition(":")[2]):
            plain = heading(form)
            if plain in self._fields:
                return self._fields[plain]
        return ""
