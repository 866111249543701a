"""A draft of a made-up document of Bắc Giang in which something of each kind is in doubt, and the answers to it."""

from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Protocol

from models.audit.acts import BY_PAGE, Person
from models.database import Database
from models.drafts.kept_drafts import Deciding
from models.settings import Home
from plan.drafting.draft import Draft, draft_plan
from plan.drafting.intake import read_files
from plan.drafting.review.doubts import DraftTexts, doubts_of
from plan.drafting.review.proposed_lines import NEW_AGENCY, NEW_GROUP
from plan.drafting.review.settling import settle
from plan.library import Library, load_plan
from tests.homes.plans.documents import HEAD

DOUBTFUL = f"""{HEAD.replace("MẪU", "BẮC GIANG").replace("Mẫu", "Bắc Giang")}II. MỤC TIÊU ĐẾN NĂM 2027

- Phấn đấu 90% hồ sơ có thời hạn bảo quản vĩnh viễn được số hóa.

III. NỘI DUNG THỰC HIỆN

a) Kiểm đếm toàn bộ hồ sơ đang để ngoài kho và lập danh mục theo từng năm.

- Chủ trì: Sở Nội vụ.

- Phối hợp: Các Sở, UBND các xã, phường.

- Thời gian: Thường xuyên.

b) Gửi báo cáo hằng quý về tình trạng kho lưu trữ của cơ quan mình.

- Chủ trì: Các Sở.

- Thời gian: trước ngày 15 như đã nêu.

c) Chống mối cho các kho lưu trữ dùng chung của tỉnh.

Thời gian thực hiện: Quý IV/2026.

IV. TỔ CHỨC THỰC HIỆN

1. Thư viện tỉnh sắp xếp lại kho sách và báo cáo trước ngày 30/9/2026.

2. Kho lưu trữ phải sạch sẽ, khô ráo và được khóa cẩn thận ngoài giờ làm việc.

Nơi nhận:
- Như trên;
- Lưu: VT.
"""
CODE = "ke-hoach-15-2026"
LAM = Person("Trần Văn Lâm", "Phó Trưởng phòng", BY_PAGE)
"""Who decides at the office."""
ANSWERS = {
    "no_answer/IV.2": "Quy định chung; không giao việc cho cơ quan nào",
    "tasks/III.c/lead": "Sở Xây dựng",
    "tasks/III.b/time": "hằng quý, trước ngày 15 hằng quý",
    "trackers/default": "Sở Nội vụ",
    "targets/II.1/office/owner": "Sở Nội vụ",
    "agencies/thu-vien-tinh": NEW_AGENCY,
    "groups/cac-so-2": "Các Sở, cơ quan thuộc UBND tỉnh",
    "groups/uy-ban-nhan-dan-cac-xa-phuong": NEW_GROUP,
}
"""What a clerk says to each doubt."""


class Kept(Protocol):
    """A home that is open."""

    @property
    def home(self) -> Home:
        """Its settings and folders."""

    @property
    def database(self) -> Database:
        """Its tables."""


@lru_cache(maxsize=1)
def drafted() -> Draft:
    """Return the draft of the document, on the register of Bắc Giang."""
    known = load_plan("bac-giang", Library())
    return draft_plan(read_files([("van-ban.txt", DOUBTFUL.encode())]), known.register, known.register_text)


def texts() -> DraftTexts:
    """Return its two files."""
    return DraftTexts(drafted().plan_text, drafted().register_text)


def settled() -> DraftTexts:
    """Return them with every doubt settled."""
    draft = texts()
    for key, words in ANSWERS.items():
        (doubt,) = (one for one in doubts_of(draft) if one.key == key)
        draft = settle(draft, doubt, words).draft
    return draft


def deciding(office: Kept, on: datetime) -> Deciding:
    """Return a home as its office decides on a draft there at a moment."""
    return Deciding(office.home, office.database, "van-phong-ubnd-tinh", on)


def settled_draft() -> Draft:
    """Return it as if it were another document, drafted without a doubt."""
    files = settled()
    found = replace(drafted().found, source=drafted().found.source + "[dòng 60] Phụ lục\n")
    return replace(drafted(), plan_text=files.plan, register_text=files.register, found=found)
