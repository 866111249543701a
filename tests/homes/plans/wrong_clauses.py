"""Wrong passages in the small plan about its clauses and their parts, each with its line and the sentence that refuses it."""

# name: (what stands in the sound plan, what stands there instead, the fragment on whose line the error is, the sentence)
WRONG: dict[str, tuple[str, str, str, str]] = {
    "what lies below a heading of nothing": ("  III.4: chỉ đạo chung\n", "  III.4: chỉ đạo chung\n  V.*: chung\n", "  V.*", "«no_answer» ghi «V.*» nhưng dưới mục V không còn điểm nào chưa được xếp; hãy bỏ dòng này."),
    "a range from a clause that is none": ("  III.4: chỉ đạo chung\n", "  III.40 đến III.4: chung\n", "  III.40", "«no_answer» ghi «III.40 đến III.4» nhưng điểm «III.40» không có trong «clauses» (có phải «III.4» không?)."),
    "a range the other way round": ("  I.2: II.1\n", "  I.2 đến I.1: II.1\n", "  I.2 đến", "«same_as» ghi «I.2 đến I.1» nhưng điểm «I.1» không đứng sau «I.2»; hãy xem lại."),
    "a second heading without its number": ("  - III.4\n", "  - III.4\n  - III-b.4\n", "- III-b", "«III-b.4» không phải số điểm; hãy viết như «II.4.đ» hoặc «1.2», cách nhau bằng dấu chấm."),
    "nobody leads without a reason": ("    lead: chu-quan\n", "    lead: none\n", "    title: Kế hoạch của đơn vị", "nhiệm vụ III.1 thiếu khóa «reason»; hãy bổ sung."),
    "a reason for a task that has a lead": ("    lead: chu-quan\n", "    lead: chu-quan\n    reason: chưa rõ\n", "    reason:", "nhiệm vụ III.1: «reason» chỉ dùng với «lead: none»; hãy bỏ «reason»."),
    "words for a lead": ("    lead: chu-quan\n", "    lead: các cơ quan liên quan\n", "    lead: các", "«lead» của nhiệm vụ III.1 không đọc được «các cơ quan liên quan»; hãy viết «mã» hoặc «mã (phạm vi)»"),
    "a code misspelt beside words": ("    coordinating: hai-nganh", "    coordinating: [cac-xo, các cơ quan liên quan]", "cac-xo", "«coordinating» của nhiệm vụ II.1 ghi «cac-xo» không có trong danh bạ cơ quan (có phải «cac-so» không?)."),
    "a single part": ("    title: Tổng hợp\n", "    title: Tổng hợp\n    parts: [{lead: so-a}]\n", "    parts:", "«parts» của III.3 cần ít nhất hai ý, mỗi ý một gạch đầu dòng; chỉ một ý thì bỏ «parts»."),
    "a part that is no table": ("    title: Tổng hợp\n", "    title: Tổng hợp\n    parts: [so-a, {lead: so-b}]\n", "    parts:", "mỗi ý trong «parts» của III.3 phải gồm các dòng dạng «khóa: giá trị»."),
    "a goal in words and in figures": ("goal: {measure: percent, at_least: 10, by: 2025}", "goal: {text: dẫn đầu, at_least: 10, by: 2025}", "goal: {text", "«goal» của mục tiêu I.1 có cả «text» và «at_least»; ghi bằng lời thì bỏ «measure» và «at_least»."),
    "words added up": ("goal: {measure: percent, at_least: 10, by: 2025}", "goal: {text: dẫn đầu}", "    sum: ratio", "mục tiêu I.1 ghi bằng lời nên không cộng được; hãy bỏ «sum»."),
    "done by nothing": ("    title: Tổng hợp\n", "    title: Tổng hợp\n    done: {date: 1/3/2024}\n", "    done:", "«done» của nhiệm vụ III.3 thiếu khóa «by»; hãy bổ sung."),
    "replaced by nothing": ("no_answer:\n", "replaced_by: {date: 1/3/2026}\nno_answer:\n", "replaced_by:", "«replaced_by» thiếu khóa «by»; hãy bổ sung."),
    "replaced by a plan that is no code": ("no_answer:\n", "replaced_by: {date: 1/3/2026, by: Quyết định 9, plan: Kế hoạch 9}\nno_answer:\n", "replaced_by:", "«plan»: mã «Kế hoạch 9» phải gồm chữ thường không dấu"),
    "told apart, what is no task": ("no_answer:\n", 'not_same_as: {III.9: "kho:II.1"}\nno_answer:\n', "not_same_as:", "«not_same_as» ghi «III.9» nhưng kế hoạch không có nhiệm vụ này"),
    "told apart from no plan": ("no_answer:\n", "not_same_as: {III.1: II.1}\nno_answer:\n", "not_same_as:", "«not_same_as», nhiệm vụ III.1, ghi «II.1»; phải ghi mã kế hoạch, dấu hai chấm rồi nhiệm vụ của kế hoạch ấy"),
}  # fmt: skip
