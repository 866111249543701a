"""The titles of agencies' heads, as officials write them: `Chủ tịch UBND huyện Việt Yên`, `Chánh Văn phòng UBND tỉnh`."""

_TITLES: tuple[tuple[str, str], ...] = (
    ("Văn phòng", "Chánh Văn phòng"),
    ("Thanh tra", "Chánh Thanh tra"),
    ("Tòa án", "Chánh án Tòa án"),
    ("Ủy ban Kiểm tra", "Chủ nhiệm"),
    ("UBND", "Chủ tịch"),
    ("Ủy ban", "Chủ tịch"),
    ("UBMTTQ", "Chủ tịch"),
    ("HĐND", "Chủ tịch"),
    ("Hội đồng nhân dân", "Chủ tịch"),
    ("Hội", "Chủ tịch"),
    ("Liên đoàn", "Chủ tịch"),
    ("Liên hiệp", "Chủ tịch"),
    ("Liên minh", "Chủ tịch"),
    ("Công an tỉnh", "Giám đốc"),
    ("Công an", "Trưởng"),
    ("Bộ Chỉ huy", "Chỉ huy trưởng"),
    ("Ban Chỉ huy", "Chỉ huy trưởng"),
    ("Bộ", "Bộ trưởng Bộ"),
    ("Ban", "Trưởng Ban"),
    ("Tiểu ban", "Trưởng Tiểu ban"),
    ("Phòng", "Trưởng Phòng"),
    ("Báo", "Tổng Biên tập"),
    ("Tạp chí", "Tổng Biên tập"),
    ("Tỉnh đoàn", "Bí thư"),
    ("Huyện đoàn", "Bí thư"),
    ("Thành đoàn", "Bí thư"),
    ("Đoàn Thanh niên", "Bí thư"),
    ("Tỉnh ủy", "Bí thư"),
    ("Thành ủy", "Bí thư"),
    ("Huyện ủy", "Bí thư"),
    ("Thị ủy", "Bí thư"),
    ("Đảng ủy", "Bí thư"),
    ("Viện", "Viện trưởng Viện"),
    ("Cục", "Cục trưởng Cục"),
    ("Chi cục", "Chi cục trưởng Chi cục"),
    ("Vụ", "Vụ trưởng Vụ"),
    ("Trường", "Hiệu trưởng"),
    ("Tổng công ty", "Tổng Giám đốc"),
    *(
        (first, "Giám đốc")
        for first in (
            "Sở",
            "Đài",
            "Trung tâm",
            "Kho bạc",
            "Ngân hàng",
            "Bảo hiểm xã hội",
            "Bưu điện",
            "Bệnh viện",
            "Công ty",
            "Điện lực",
            "Chi nhánh",
            "Thư viện",
            "Bảo tàng",
            "Quỹ",
            "Vườn Quốc gia",
        )
    ),
)
"""How an agency's name begins, in the order in which they are looked for, and what its head is then called."""
OTHER_TITLE = "Thủ trưởng"
"""What the head of any other agency is called."""


def title_of_head(agency: str, post: str = "") -> str:
    """Return how a letter addresses an agency's head, from the agency's name.

    `post` is what the address book says of the head (`Giám đốc`, `Chủ tịch UBND huyện`); it wins. Words that the title
    ends and the name begins with are said once: `Chánh Văn phòng` of `Văn phòng UBND tỉnh`.
    """
    words = agency.casefold().split()
    if not post:
        post = next((title for first, title in _TITLES if _begins(words, first)), OTHER_TITLE)
    said, named = post.split(), agency.split()
    shared = next(
        (
            count
            for count in range(min(len(said), len(named)), 0, -1)
            if [word.casefold() for word in said[-count:]] == words[:count]
        ),
        0,
    )
    return " ".join([*said[: len(said) - shared], *named])


def _begins(words: list[str], first: str) -> bool:
    beginning = first.casefold().split()
    return words[: len(beginning)] == beginning
