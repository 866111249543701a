"""A sixth document, from a blank file to check-ins, by an office that writes no line of code."""

from pathlib import Path

from tests.homes.plans.plan_commands import run, run_json

SIXTH = """\
# Chỉ thị của UBND tỉnh về an toàn thông tin mạng trong dịp Tết.
code: chi-thi-tet
document:
  kind: Chỉ thị
  number: 01/CT-UBND
  date: 5/1/2026
  issuer: UBND tỉnh Bắc Giang
  subject: Bảo đảm an toàn, an ninh mạng dịp Tết Nguyên đán và các ngày lễ năm 2026
province: bac-giang
span: {from: 1/2026, to: 12/2026}
office:
  follow_up:
    - {every: quarter, due: {by: 10 of next month}}
  opens: 15 days before
  remind: [3, 1]
  ladder:
    - {after: 1, to: [agency, head]}
    - {after: 5, to: [tracker, office]}
trackers:
  default: cong-an-tinh
sections:
  "1": Các sở, ngành
  "2": Công an tỉnh
clauses: ["1.1", "1.2", "1.3", "2.1", "2.2"]
tasks:
  "1.1":
    title: Phân công trực bảo đảm an toàn hệ thống thông tin
    lead: cac-so
    time: ongoing
  "1.2":
    title: Gửi danh sách đầu mối ứng cứu sự cố
    lead: cac-so
    except: collector
    time: once
    due: {before: 10/2/2026}
  "1.3":
    title: Báo cáo sự cố
    lead: cac-so
    time: on-event
    tell: cong-an-tinh
    steps:
      - name: first
        title: Báo cáo nhanh
        from: detected
        to: cong-an-tinh
        text: ngay khi phát hiện
        office: {within: 2 hours}
  "2.1":
    title: Tổng hợp danh sách đầu mối
    lead: cong-an-tinh
    time: once
    due: {by: 12/2/2026}
    rolls_up: "1.2"
no_answer:
  "2.2": chỉ đạo chung
"""


def test_an_office_writes_a_sixth_plan_and_it_runs(tmp_path: Path) -> None:
    home = tmp_path / "home"
    file = home / "plans" / "chi-thi-tet.yaml"
    file.parent.mkdir(parents=True)

    # A blank file, and then the same with a slip in it, are told what they lack.
    file.write_text("", encoding="utf-8")
    assert run("check", file, "--home", home)[0] == 1
    file.write_text(SIXTH.replace("lead: cac-so\n    except", "lead: cac-sở\n    except"), encoding="utf-8")
    code, out, _ = run("check", file, "--home", home)
    assert code == 1
    assert (
        "chi-thi-tet.yaml:32: «lead» của nhiệm vụ 1.2 ghi «cac-sở» không có trong danh bạ cơ quan (có phải «cac-so» không?)."
        in out
    )

    file.write_text(SIXTH, encoding="utf-8")
    assert run("check", file, "--home", home) == (0, "Đã kiểm tra 1 tệp, không có lỗi.\n", "")
    owed = run_json("due", "chi-thi-tet", "--from", "2026-01-01", "--to", "2026-12-31", "--home", home)
    by_ref = {ref: [line for line in owed if line["ref"] == ref] for ref in ("1.1", "1.2", "1.3", "2.1")}
    assert {ref: len(lines) for ref, lines in by_ref.items()} == {"1.1": 3 * 14 + 14, "1.2": 14, "1.3": 0, "2.1": 1}
    assert by_ref["2.1"] == [
        {
            "plan": "chi-thi-tet", "ref": "2.1", "agency": "cong-an-tinh", "role": "lead", "scope": "", "period": "2026-02-12",
            "opens_on": "2026-01-28", "remind_on": "2026-02-12", "due_on": "2026-02-12",
        }
    ]  # fmt: skip
    assert {line["agency"] for line in by_ref["1.2"]} >= {"so-khoa-hoc-va-cong-nghe", "so-dan-toc-va-ton-giao"}
    code, out, _ = run(
        "explain", "1.2", "--plan", "chi-thi-tet", "--agency", "so-y-te", "--period", "10/2/2026", "--home", home
    )
    assert code == 0
    assert "Vậy Sở Y tế phải báo cáo điểm 1.2, chậm nhất hết ngày 09/02/2026." in out
    assert "Phân công trực" in run("show", "chi-thi-tet", "--on", "1/2/2026", "--home", home)[1]
