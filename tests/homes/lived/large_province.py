"""A made-up province of so many agencies and tasks, opened by the program's own reader and answered by lot."""

import random
from datetime import date
from pathlib import Path

from bench.works.lived import answer_by_lot
from flows.acts.open_home import load_plans, open_office
from models.check_ins.adoption import take_on_plan
from models.check_ins.opening import open_check_ins
from tests.homes.databases.templates import DATABASE, put_migrated_file
from tests.homes.offices import morning

OPENED_ON, SEEN_ON = date(2023, 6, 5), date(2023, 6, 30)


def province_of(agencies: int, tasks: int) -> tuple[str, str]:
    """Return the register and the plan of a made-up province."""
    names = "\n".join(f"  co-quan-{number}: Cơ quan số {number}" for number in range(agencies))
    codes = ", ".join(f"co-quan-{number}" for number in range(agencies))
    register = f"""
province: {{code: tinh-lon, name: tỉnh Lớn, place: Lớn, chairman: chu-tich-ubnd-tinh, office: van-phong-ubnd-tinh}}
agencies:
  van-phong-ubnd-tinh: Văn phòng UBND tỉnh
  cong-an-tinh: Công an tỉnh
{names}
groups:
  tat-ca: {{name: Tất cả, members: [{codes}]}}
roles: {{}}
"""
    refs = [f"I.{number}" for number in range(1, tasks + 1)]
    lines = "\n".join(f"  {ref}: {{title: Nhiệm vụ {ref}, lead: tat-ca, time: ongoing}}" for ref in refs)
    plan = f"""
code: ke-hoach-lon
document: {{kind: Kế hoạch, number: 1/KH-UBND, date: 3/1/2023, issuer: UBND tỉnh Lớn, subject: Thử số liệu lớn}}
province: tinh-lon
span: {{from: 1/2023, to: 12/2024}}
office:
  follow_up:
    - {{every: half-year, only: H1, due: {{before: 15/6}}}}
  opens: 30 days before
  remind: [7, 1]
  ladder:
    - {{after: 1, to: [agency, head]}}
trackers: {{default: cong-an-tinh}}
sections: {{I: Nhiệm vụ}}
clauses: [{", ".join(refs)}]
tasks:
{lines}
"""
    return register, plan


def make_province(folder: Path, agencies: int, tasks: int) -> None:
    """Make a trial home of a made-up province, its check-ins opened and two thirds of them answered."""
    plans = folder / "home" / "plans"
    plans.mkdir(parents=True)
    register, plan = province_of(agencies, tasks)
    (plans / "agencies.yaml").write_text(register, encoding="utf-8")
    (plans / "ke-hoach-lon.yaml").write_text(plan, encoding="utf-8")
    (folder / "home" / "dondoc.toml").write_text('plans = ["ke-hoach-lon"]\n', encoding="utf-8")
    put_migrated_file(folder / "home" / DATABASE)
    with open_office(folder / "home", on=OPENED_ON) as office:
        loaded = load_plans(office)["ke-hoach-lon"]
        with office.database.write() as session:
            take_on_plan(session, loaded, OPENED_ON, morning(OPENED_ON))
            open_check_ins(session, loaded, OPENED_ON, morning(OPENED_ON))
        with office.database.write() as session:
            answer_by_lot(session, OPENED_ON, SEEN_ON, random.Random(12))  # noqa: S311  no secret
