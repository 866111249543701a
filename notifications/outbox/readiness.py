"""What stands in the way of going live, and whether a person may begin all the same."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from models.check_ins.adoption import plans_to_begin
from models.database import Database
from models.outbox.notices import chased_check_ins
from models.settings import Home
from notifications.outbox.due_notices import Post
from notifications.outbox.holding import unsendable
from notifications.outbox.ladder_recipients import HEAD, named_by_ladder, without_address
from plan.errors import tell_faults


@dataclass(frozen=True)
class Block:
    """One thing that stands in the way: a sentence, the way out, and who is meant, by name.

    `may_be_accepted` tells that a person may begin all the same, by saying so.
    """

    sentence: str
    way_out: str
    who: tuple[str, ...] = ()
    may_be_accepted: bool = False

    def __str__(self) -> str:
        return f"{self.sentence} {self.way_out}"


def find_blocks(home: Home, database: Database, post: Post, on: date) -> tuple[Block, ...]:
    """Return what stands in the way of going live on a day, the gravest first; settings and plans are sound already."""
    settings = (Block(hold.cause, hold.way_out) for hold in unsendable(home))
    return (*settings, *_contacts(post), *_recipients(database, post, on))


def _contacts(post: Post) -> Iterator[Block]:
    errors = [fault for fault in post.faults if not fault.warning]
    if errors:
        yield Block(
            f"Danh bạ liên hệ có {len(errors)} lỗi, thư đến các địa chỉ này được giữ lại: {' '.join(tell_faults(errors))}",
            "Hãy sửa contacts.csv, hoặc chấp nhận bắt đầu khi còn thiếu.",
            may_be_accepted=True,
        )


def _recipients(database: Database, post: Post, on: date) -> Iterator[Block]:
    with database.read() as session:
        owed, begin = chased_check_ins(session), plans_to_begin(session, on)
    named = named_by_ladder(post, owed, on)
    if not named and begin:
        return  # nobody is asked before that day, and everybody from then on
    if not named:
        yield Block(
            "Chưa có báo cáo nào được mở, nên chưa có gì để gửi.",
            "Hãy chạy đợt đôn đốc đầu tiên: dondoc up, hoặc dondoc round.",
        )
        return
    missing = {word: who for word, who in without_address(post, named, on).items() if word != HEAD}
    everybody = {one.recipient for one in named if one.word != HEAD}
    lacking = {recipient for who in missing.values() for recipient in who}
    names = tuple(sorted(post.addressee(recipient).name for recipient in lacking))
    if lacking == everybody:
        yield Block(
            "Danh bạ liên hệ chưa có địa chỉ của nơi nhận nào.",
            "Hãy ghi địa chỉ các cơ quan vào contacts.csv của thư mục dữ liệu, kiểm tra bằng dondoc contacts check.",
            names,
        )
    elif lacking:
        yield Block(
            f"{len(lacking)} nơi nhận chưa có địa chỉ nên sẽ không nhận được thư nào: {', '.join(names)}.",
            "Hãy bổ sung vào contacts.csv, hoặc chấp nhận bắt đầu khi còn thiếu.",
            names,
            may_be_accepted=True,
        )
