"""Answers by mail: known by the token of the letter that they answer, they become drafts on the agency's page.

Who wrote one, and from where, says nothing: whoever got the letter has the token, and a draft is not an answer before the
agency, or the office, confirms it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from email.message import EmailMessage
from email.utils import getaddresses
from io import BytesIO

from flows.acts.inbox.returned import name_letter
from flows.acts.open_home import OpenHome
from flows.acts.telephone import form_of_check_in
from models.agencies import province_and_code
from models.answers.drafts import Written, save_drafts
from models.answers.evidence import MAX_FILE, MAX_FILES, KeptFile, add_evidence, guard_file_wanted, keep_file
from models.answers.owed_lines import OwedLine, lines_of_agency
from models.audit.acts import BY_MAIL, Person
from models.check_ins.moves import CHASED
from models.clock import day_of, moment_on
from models.database import Session
from models.inbox.received import Noted, Outcome, count_since, note_mail
from models.outbox.letters import letter_numbered
from models.outbox.told import told_in
from models.people.link_epochs import current_epoch
from models.refusal import RefusedError
from models.sent_files.names import clean_name
from models.tables.core import Letter, Result
from models.text import clean_typed, guard_open_words
from notifications.inbox.attachments import MailFile, files_of
from notifications.inbox.mail_text import words_of
from notifications.inbox.marks import ReplyToken, is_reply_sealed, reply_tokens
from notifications.inbox.reply_text import own_words, parts_by_ref
from notifications.ladder.stages import agency_of
from notifications.links import LINK_LASTS
from notifications.outbox.due_notices import Post
from plan.answer_form import CONFIRMING, AnswerForm
from plan.refs import told_ref
from plan.texts.seen_text import UNREADABLE

MOST_A_DAY = 20
"""How often one letter is answered by mail in a day."""
_ADDRESSEES = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To")
_LONGEST_NAME = 100
_RESULTS = {
    "kết quả: chưa thực hiện": Result.NOT_STARTED,
    "kết quả: đang thực hiện": Result.IN_PROGRESS,
    "kết quả: hoàn thành": Result.DONE,
    "kết quả: đã hoàn thành": Result.DONE,
    "kết quả: vướng mắc": Result.BLOCKED,
}
"""A line by which the result is said; without it the work goes on, until whoever confirms says otherwise."""


@dataclass(frozen=True)
class Replied:
    """What became of an answer by mail: whether a draft was made, and a sentence that tells it, without its words."""

    outcome: Outcome
    letter_id: int | None = None
    told: str = ""


@dataclass
class _Files:
    """The files of an answer: those that are kept, and why others were not."""

    kept: list[KeptFile] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def tokens_in(message: EmailMessage, base: str) -> list[ReplyToken]:
    """Return the tokens in the addressees of a mail."""
    if not base:
        return []
    named = [str(one) for name in _ADDRESSEES for one in message.get_all(name, [])]
    return reply_tokens(base, [address for _, address in getaddresses(named[:20])])


class Replies:
    """Makes drafts of answers by mail, for one reading of the mailbox."""

    def __init__(self, office: OpenHome, post: Post, keys: Sequence[bytes], now: datetime) -> None:
        self.office, self.post, self.keys, self.now, self.on = office, post, keys, now, day_of(now)

    def take(self, place: str, key: str, message: EmailMessage, tokens: Sequence[ReplyToken]) -> Replied:
        """Make a draft of an answer whose addressees hold these tokens, and note it; or note why there is none."""
        replied = self._take(place, key, message, tokens)
        if replied.outcome != Outcome.REPLY:
            with self.office.database.write() as session:
                note_mail(session, Noted(place, key, replied.outcome, replied.letter_id), self.now)
        return replied

    def _take(self, place: str, key: str, message: EmailMessage, tokens: Sequence[ReplyToken]) -> Replied:
        with self.office.database.read() as session:
            letter = self._letter_of(session, tokens)
            if letter is None:
                return Replied(Outcome.FORGED)
            letter_id, name = letter.id, name_letter(self.post, letter.recipient)
            if why := self._why_closed(session, letter, tokens):
                return Replied(Outcome.NOT_TAKEN, letter_id, _not_taken(name, why))
            province, agency = province_and_code(self.post.directory.own_province, agency_of(letter.recipient))
            lines = lines_of_agency(session, agency, self.on, province=province)
            lines = [one for one in lines if one.check_in.state in CHASED]
            told = {one.check_in_id for one in told_in(session, [letter_id])}
        words, files = clean_typed(own_words(words_of(message))), list(files_of(message))
        said, why = _said_of_lines(words, lines, told)
        if not words and not files:
            why = "thư không có nội dung mới"
        if why:
            return Replied(Outcome.NOT_TAKEN, letter_id, _not_taken(name, why))
        try:
            guard_open_words(said.values())
            first = next(one.check_in.id for one in lines if one.check_in.id in said)
            by = _person(message, "")
            kept = self._keep(files, first, agency, province)
            by = _person(message, f", {len(kept.refused)} tệp không nhận được" if kept.refused else "")
            written = {
                one.check_in.id: self._written(one, said[one.check_in.id]) for one in lines if one.check_in.id in said
            }
            with self.office.database.write() as session:
                if not note_mail(session, Noted(place, key, Outcome.REPLY, letter_id), self.now):
                    return Replied(Outcome.REPLY, letter_id)
                became = save_drafts(session, written, agency, self.now, by=by, province=province)
                for refused in (one for one in became.values() if isinstance(one, RefusedError)):
                    raise refused
                for file in kept.kept:
                    add_evidence(session, first, agency, file, self.now, by=by, province=province)
        except RefusedError as refused:
            return Replied(Outcome.NOT_TAKEN, letter_id, _not_taken(name, str(refused).rstrip(".")))
        refs = ", ".join(told_ref(one.check_in.ref) for one in lines if one.check_in.id in said)
        sentence = f"Thư hồi âm của {name} thành bản nháp của {refs}, chờ cơ quan xác nhận trên trang báo cáo."
        return Replied(Outcome.REPLY, letter_id, " ".join((sentence, *kept.refused)))

    def _letter_of(self, session: Session, tokens: Sequence[ReplyToken]) -> Letter | None:
        for token in tokens:
            letter = letter_numbered(session, token.letter_id)
            if letter is not None and is_reply_sealed(self.keys, token, letter.recipient):
                return letter
        return None

    def _why_closed(self, session: Session, letter: Letter, tokens: Sequence[ReplyToken]) -> str:
        """Return why a letter takes no answer by mail any more, '' where it does."""
        token = next(one for one in tokens if one.letter_id == letter.id)
        if token.epoch < current_epoch(session, letter.recipient):
            return "liên kết của thư được hồi âm đã bị thu hồi"
        if letter.written_on + LINK_LASTS < self.on:
            return "thư được hồi âm đã quá lâu"
        today = moment_on(self.on, time())
        if count_since(session, [letter.id], Outcome.REPLY, today) >= MOST_A_DAY:
            return f"hôm nay thư này đã được hồi âm {MOST_A_DAY} lần"
        return ""

    def _keep(self, files: Sequence[MailFile], check_in_id: int, agency: str, province: str) -> _Files:
        """Keep the files that may be put to a line, as a page does; one that is not taken costs nothing but itself."""
        done = _Files()
        for file in files:
            name = clean_name(file.name)
            if len(done.kept) == MAX_FILES:
                done.refused.append(f"Tệp «{name}» không nhận được: mỗi báo cáo nhiều nhất {MAX_FILES} tệp.")
                continue
            try:
                if len(file.content) <= MAX_FILE:
                    with self.office.database.read() as session:
                        guard_file_wanted(
                            session, check_in_id, agency, BytesIO(file.content), self.now, province=province
                        )
                whose = f"{province}:{agency}"
                done.kept.append(keep_file(self.office.home.evidence, BytesIO(file.content), file.name, whose))
            except RefusedError as refused:
                done.refused.append(str(refused))
        return done

    def _written(self, line: OwedLine, text: str) -> Written:
        """Return a line's draft with what a mail says below what somebody has written there already."""
        form = form_of_check_in(self.post.plans, line.check_in)
        box, before = _box_of(form), dict(line.draft.fields) if line.draft else {}
        if before:
            return Written(before | {box: "\n\n".join(filter(None, (before.get(box, ""), text)))}, _base(line))
        # What the last period said is not carried into an answer that nobody has looked at.
        empty = dict.fromkeys(("percent", "text", "difficulties", "proposals"), "")
        empty |= {f"part-{one.key}": "" for one in form.headings} | {f"figure-{one.ref}": "" for one in form.figures}
        return Written(empty | {"result": _result_said(text, form), box: text}, _base(line))


def _base(line: OwedLine) -> int:
    return line.draft.revision if line.draft else 0


def _box_of(form: AnswerForm) -> str:
    """Return the box of a form that a mail's words go into: that of the text, or the first heading that takes a text."""
    if form.headings and form.kind != "roll-up":
        return next((f"part-{one.key}" for one in form.headings if one.kind == "text"), "text")
    return "text"


def _result_said(text: str, form: AnswerForm) -> str:
    if form.kind == CONFIRMING:
        return ""
    said = (_RESULTS.get(" ".join(line.lower().split()).rstrip(".")) for line in text.splitlines())
    return next((one.value for one in said if one), Result.IN_PROGRESS.value)


def _said_of_lines(words: str, lines: Sequence[OwedLine], told: set[int]) -> tuple[Mapping[int, str], str]:
    """Return what a mail says of which check-ins; or why that cannot be told.

    Whatever the letter told of is meant before anything else that the agency owes.
    """
    if not lines:
        return {}, "cơ quan không còn báo cáo nào phải gửi"
    meant = [one for one in lines if one.check_in.id in told] or list(lines)
    parts = parts_by_ref(words, {one.check_in.ref for one in lines})
    named = {ref: text for ref, text in parts.items() if ref}
    if not named:
        if len(meant) == 1:
            return {meant[0].check_in.id: words}, ""
        return {}, f"thư không ghi số điểm của nhiệm vụ nào trong {len(meant)} nhiệm vụ đang phải báo cáo"
    found: dict[int, str] = {}
    for ref, text in named.items():
        of_ref = [one for one in meant if one.check_in.ref == ref] or [one for one in lines if one.check_in.ref == ref]
        if len(of_ref) != 1:
            return {}, f"điểm {ref} có nhiều kỳ hoặc nhiều phạm vi đang phải báo cáo, cần báo cáo trên trang"
        found[of_ref[0].check_in.id] = text
    return found, ""


def _person(message: EmailMessage, more: str) -> Person:
    """Return who an answer says that it is from: a claim, told as one."""
    named = getaddresses([str(message.get("From", ""))])
    name, address = named[0] if named else ("", "")
    shown = " ".join(clean_typed(name or address.partition("@")[0]).replace(UNREADABLE, "").split())
    return Person(f"{shown[:_LONGEST_NAME] or 'Người gửi thư'} (thư hồi âm{more})", "", BY_MAIL)


def _not_taken(name: str, why: str) -> str:
    return f"Thư hồi âm của {name} chưa thành bản nháp: {why}. Thư còn trong hộp thư đến."
