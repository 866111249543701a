"""Made-up plans in the shapes of collected ones: each addition to the plan language where a real document needed it.

The words are made up; which clause of which document has the shape stands in `docs/importer.md`.
"""

REGISTER = """\
province: {code: tinh-mau, name: tỉnh Mẫu, place: Mẫu, chairman: chu-tich, office: van-phong}
agencies:
  van-phong: Văn phòng UBND tỉnh
  so-khcn: Sở Khoa học và Công nghệ
  so-noi-vu: Sở Nội vụ
  so-tai-chinh: Sở Tài chính
  so-y-te: Sở Y tế
  mat-tran: {name: Ủy ban Mặt trận Tổ quốc tỉnh, outside: true}
groups:
  cac-so: {name: Các Sở, members: [so-khcn, so-noi-vu, so-tai-chinh, so-y-te]}
  nha-mang: {name: Các doanh nghiệp viễn thông, office: {members: []}}
roles:
  noi-thi-diem: {name: Địa phương được lựa chọn thí điểm, office: {held_by: []}}
"""
_OFFICE = """\
province: tinh-mau
office:
  follow_up: [{every: quarter, due: {by: end of period}}]
  opens: 20 days before
  remind: [5]
  ladder: [{after: 2, to: agency}, {after: 5, to: tracker}]
trackers: {default: so-khcn}
"""
STANDARDS = f"""\
code: ke-hoach-tieu-chuan
document: {{kind: Kế hoạch, number: 1/KH-UBND, date: 19/11/2025, issuer: UBND tỉnh Mẫu, subject: Thi hành luật về đo lường}}
span: {{from: 11/2025, to: 12/2027}}
{_OFFICE}sections: {{II: Nội dung, IV: Tổ chức thực hiện}}
clauses: [II.1, II.2, II.3.a, II.3.b, II.4, II.6, IV.3]
tasks:
  II.1:
    title: Giới thiệu luật cho cán bộ và người dân
    lead: so-khcn
    coordinating: [so-noi-vu, các sở ngành và UBND các xã có liên quan]
    time: span
    from: 2025-Q4
  II.2:
    title: Rà soát văn bản của tỉnh
    lead: so-khcn
    time: unstated
  II.3.a:
    title: Góp ý dự thảo nghị định về đo lường
    lead: so-khcn
    time: waits
    for: theo tiến độ của cơ quan soạn thảo
  II.3.b:
    title: Phổ biến nghị định về đo lường
    lead: so-khcn
    time: waits
    for: sau khi nghị định được ban hành
    within: 30 days
  II.4:
    title: Kiểm tra việc thi hành luật
    lead: so-y-te
    time: span
    from: 2026
  II.6:
    title: Triển khai chiến lược về chất lượng
    lead: none
    reason: văn bản không ghi cơ quan chủ trì
    time: waits
    for: sau khi chiến lược được ban hành
  IV.3:
    title: Lập kế hoạch của từng đơn vị
    lead: so-noi-vu
    time: once
    due: {{in: 12/2025}}
    done: {{by: Báo cáo số 5/BC-SNV ngày 01/12/2025}}
amendments:
  - date: 2/3/2026
    by: Nghị định số 9/2026/NĐ-CP
    set:
      II.3.b: {{time: once, due: {{by: 1/4/2026}}}}
"""
"""Shaped as Lai Châu's plan 7360: open spans, what waits, a clause without a lead, a task done by a report."""
DATA = f"""\
code: ke-hoach-du-lieu
document: {{kind: Kế hoạch, number: 2/KH-UBND, date: 20/11/2025, issuer: UBND tỉnh Mẫu, subject: Chiến lược dữ liệu}}
span: {{from: 11/2025, to: 12/2026}}
{_OFFICE}sections: {{II: Nội dung, III: Tổ chức thực hiện}}
clauses: [I.1, I.2, II.1, II.2, II.3, III.1, III.2, III.3]
tasks:
  II.1:
    title: Xây dựng chiến lược của tỉnh
    lead: so-khcn
    coordinating: các cơ quan liên quan
    time: once
    due: {{in: 2025}}
  II.2:
    title: Bảo vệ dữ liệu dùng chung
    lead: so-y-te
    time: ongoing
    report: {{every: quarter, due: {{by: 5 of next month}}}}
  II.3:
    title: Xây dựng bộ tiêu chí đánh giá doanh nghiệp
    lead: nha-mang
    time: once
    due: {{in: 2026-Q1}}
  III.1:
    title: Báo cáo kết quả thực hiện
    lead: cac-so
    except: collector
    time: monthly
    due: {{before: 15 of last month}}
    to: UBND tỉnh
    through: so-khcn
  III.2:
    title: Tham mưu báo cáo chung
    lead: so-khcn
    rolls_up: [III.1, II.2]
    time: monthly
    due: {{before: 20 of last month}}
    to: [UBND tỉnh, Bộ Khoa học và Công nghệ]
  III.3:
    title: Thử nghiệm kho dữ liệu tại cơ sở
    lead: noi-thi-diem
    time: once
    due: {{in: 2026-H1}}
targets:
  I.1:
    title: Chỉ số dữ liệu của tỉnh
    goal: {{text: thuộc nhóm dẫn đầu cả nước}}
    owner: [so-khcn, so-tai-chinh]
  I.2:
    title: Tỷ lệ dữ liệu được chia sẻ
    goal: {{measure: percent, at_least: 60, by: 2026}}
    from_task: III.2
amendments:
  - date: 1/6/2026
    by: Quyết định số 30/QĐ-UBND
    targets: {{I.2: {{goal: {{at_least: 70, by: 2027}}}}}}
"""
"""Shaped as Hà Nội's plan 308 and Đồng Tháp's 617: months that feed a month's roll-up, within a year or a quarter."""
ECONOMY = f"""\
code: ke-hoach-kinh-te-so
document: {{kind: Kế hoạch, number: 3/KH-UBND, date: 10/12/2025, issuer: UBND tỉnh Mẫu, subject: Kinh tế số}}
span: {{from: 12/2025, to: 12/2030}}
{_OFFICE}sections: {{II: Nội dung, IV: Kinh tế số, IV-2: Tổ chức thực hiện, PL1: Phụ lục}}
clauses: [II.1, II.2, II.3, IV.1, IV-2.1.f, PL1.1, PL1.2, PL1.3]
tasks:
  IV.1:
    title: Phát triển thương mại điện tử
    lead: so-tai-chinh
    time: span
    from: 2026
    to: 2030
    office: {{follow_up: {{every: year, due: {{before: 15/11}}}}}}
  IV-2.1.f:
    title: Bố trí nhân lực cho kinh tế số
    lead: so-noi-vu
    time: ongoing
    report:
      - {{every: half-year, only: H1, due: {{before: 15/6}}}}
      - {{every: half-year, only: H2, due: {{before: 15/12}}}}
  PL1.1:
    title: Lập hồ sơ ba điểm đến
    time: unstated
    parts:
      - {{title: Chủ trì lập danh mục, lead: so-khcn, time: once, due: {{in: 2026-Q2}}}}
      - {{title: Tổ chức khảo sát, lead: so-y-te}}
same_as: {{PL1.2: IV.1, PL1.3: "ke-hoach-du-lieu:II.1"}}
no_answer: {{II.1 đến II.3: quy định chung}}
"""
"""Shaped as Đồng Nai's plan 179: two headings of one number, the letter f, an annex, spans asked at their end, parts."""
EMULATION = f"""\
code: ke-hoach-thi-dua
document: {{kind: Kế hoạch, number: 4/KH-UBND, date: 3/11/2025, issuer: UBND tỉnh Mẫu, subject: Đợt thi đua xây nhà}}
span: {{from: 10/2025, to: 12/2026}}
{_OFFICE}sections: {{III: Thời gian, IV: Phân công}}
clauses: [III.1, III.2, III.3, IV.1, IV.2]
tasks:
  III.1:
    title: Tổ chức đợt thi đua
    lead: cac-so
    time: span
    from: 10/2025
    to: 3/2026
  III.2:
    title: Tổng kết đợt thi đua
    lead: so-noi-vu
    time: once
    due: {{in: 4/2026}}
  III.3:
    title: Tháng cao điểm
    lead: so-y-te
    time: span
    from: 15/11/2025
    to: 15/12/2025
  IV.1:
    title: Vận động đoàn viên, hội viên tham gia
    lead: mat-tran
    time: unstated
  IV.2:
    title: Giúp đỡ các hộ được xây nhà
    lead: so-tai-chinh
    time: span
    from: 1/2026
    until: kết thúc đợt thi đua
replaced_by: {{date: 1/10/2026, by: Quyết định số 77/QĐ-UBND, plan: ke-hoach-du-lieu}}
"""
"""Shaped as Đắk Lắk's plan 0125 and TP.HCM's 174: spans of months and days, a body outside the province, an end by a deed."""
SHAPES = {"tieu-chuan": STANDARDS, "du-lieu": DATA, "kinh-te-so": ECONOMY, "thi-dua": EMULATION}
