"""What a form of the answer page does: keep its files, keep what was typed as drafts, or send what was chosen."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from models.answers.drafts import SavedDraft, StaleDraftError, Written, drafts_of, save_drafts
from models.answers.evidence import add_evidence, guard_file_wanted, keep_file, withdraw_evidence
from models.answers.owed_lines import newest_answers
from models.answers.record import LineToAnswer, StaleAnswerError, lines_to_answer, record_answers
from models.answers.roll_ups import gathered_for
from models.database import Session
from models.refusal import RefusedError
from models.tables.core import Answer
from plan.answer_form import AnswerForm
from web.answer.answer_page import Shown
from web.answer.line_view import AnswerContext, form_for
from web.answer.listed.lines_shown import LIST_PAGE
from web.answer.listed.saved_elsewhere import drafts_to_send, is_alone, with_drafts
from web.answer.rolling_up import rolled_up
from web.answer.sent_lines import (
    UNCHANGED,
    LineValues,
    SentLine,
    Submission,
    can_say_again,
    carried_values,
    fields_of,
    has_draft,
    read_line,
    read_lines,
    read_submission,
    shown_values,
    stranded_words,
)
from web.door.desk import PageHome
from web.door.form_fields import FormError, read_respondent
from web.door.uploads import MOST_FILE_BYTES, MOST_FILES, SentFile, SentForm
from web.door.visits import Visit
from web.words.matters import read_matters

_FILE_FIELD = re.compile(r"file-([0-9]{1,9})")
_ACT = re.compile(r"(save|gather|other|page)-([0-9]{1,9})")
_OF_LINE = re.compile(
    r"(?:shown|result|unchanged|percent|text|difficulties|proposals|part-p[0-9]+|figure-.+)-([0-9]{1,9})"
)
_PAGE = re.compile(r"[0-9]{1,6}")
_DROP = re.compile(r"drop-([0-9]{1,9})")
_GONE = (
    "Có báo cáo đã được xác nhận hoặc không còn phải gửi; nội dung đã viết cho nhiệm vụ đó được giữ ở dưới để sao chép."
)
_FILES_KEPT = "Tệp đã chọn được giữ lại, chờ gửi cùng báo cáo; không phải chọn lại."


@dataclass(frozen=True)
class Act:
    """What a form asks for: its button, and the line or the page of lines that the button is about.

    `kind` is `send`, `save`; `carry` and `gather` fill boxes in; `other`, `agency`, `list` and `page` save and lead on.
    """

    kind: str
    about: int = 0


def read_act(fields: Mapping[str, str]) -> Act:
    """Return what a form asks for; one without a button saves, and never sends."""
    asked = fields.get("act", "")
    if found := _ACT.fullmatch(asked):
        return Act(found[1], int(found[2]))
    return Act(asked if asked in {"send", "carry", "agency", "list"} else "save")


@dataclass(frozen=True)
class FormOutcome:
    """What became of a form: back to `address`, or the page with what is wrong and what is not stored (`shown`)."""

    address: str
    shown: Shown | None = None


@dataclass
class _Attached:
    """What became of a form's files: the lines that got some, and sentences about those that were not taken."""

    lines: set[int] = field(default_factory=set)
    errors: list[FormError] = field(default_factory=list)


class Taking:
    """One form of one visit. Its files are kept whatever becomes of the rest, so that nobody chooses them twice."""

    def __init__(self, desk: PageHome, visit: Visit, form: SentForm) -> None:
        self.desk, self.visit, self.form = desk, visit, form
        self.agency, self.province = visit.visitor.agency, visit.visitor.province
        self.by = read_respondent(form.fields, visit.visitor.print)
        self.fields = form.fields
        self.act = read_act(form.fields)
        asked = form.fields.get("trang", "")
        self.page = asked if _PAGE.fullmatch(asked) else ""
        self.named = _lines_named(form)

    def take(self) -> FormOutcome:
        """Do what the form asks."""
        act, attached = self.act, self._attach()
        if act.kind in ("carry", "gather"):
            return self._fill(act, attached)
        self._drop(attached)
        return self._send(attached) if act.kind == "send" else self._save(act, attached)

    def _attach(self) -> _Attached:
        """Keep the form's files and put each to its line; a file that is not taken costs nothing but itself."""
        attached = _Attached()
        for name, files in self.form.files.items():
            found = _FILE_FIELD.fullmatch(name)
            for file in files if found else ():
                self._attach_one(int(found[1]) if found else 0, file, attached)
        if self.form.left_out:
            attached.errors.append(FormError("lines", _left_out_words(self.form.left_out)))
        if self.form.unwritten:
            attached.errors.append(FormError("lines", _unwritten_words(self.form.unwritten)))
        return attached

    def _attach_one(self, check_in_id: int, file: SentFile, attached: _Attached) -> None:
        """Look at the line before anything of its file is kept: else any link would fill the disk."""
        agency, now, province = self.agency, self.visit.now, self.province
        file.content.seek(0)
        try:
            with self.desk.database.read() as session:
                guard_file_wanted(session, check_in_id, agency, file.content, now, province=province)
            kept = keep_file(self.desk.home.evidence, file.content, file.name, f"{province}:{agency}")
            with self.desk.database.write() as session:
                add_evidence(session, check_in_id, agency, kept, now, by=self.by, province=province)
        except RefusedError as refused:
            error = FormError(f"file-{check_in_id}", str(refused))
            if error not in attached.errors:
                attached.errors.append(error)
        else:
            attached.lines.add(check_in_id)

    def _drop(self, attached: _Attached) -> None:
        """Withdraw the waiting files that were ticked to be left out."""
        ticked = self._ticked_files()
        if not ticked:
            return
        with self.desk.database.write() as session:
            for evidence_id in ticked:
                try:
                    withdraw_evidence(
                        session, evidence_id, self.agency, self.visit.now, by=self.by, province=self.province
                    )
                except RefusedError as refused:
                    attached.errors.append(_error_of(refused))

    def _ticked_files(self) -> list[int]:
        return [int(found[1]) for name in self.form.fields if (found := _DROP.fullmatch(name))]

    def _fill(self, act: Act, attached: _Attached) -> FormOutcome:
        """Fill in what the button asks for, beside everything typed, and store nothing of it.

        It is kept or sent by an act of its own, under a name: a program that presses every button changes nothing.
        """
        with self.desk.database.read() as session:
            lines, forms = self._lines(session)
            filled = read_lines(self.fields, lines, forms)
            if act.kind == "carry":
                same = self._carried([line for line in lines if line.check_in.id not in filled], forms)
                said = f"Đã đánh dấu «không thay đổi» cho {len(same)} nhiệm vụ; chưa lưu, chưa gửi. Bỏ dấu ở nhiệm vụ có thay đổi rồi gửi."
                filled |= same
            else:
                filled |= self._rolled_up(session, [line for line in lines if line.check_in.id == act.about], forms)
                said = "Đã chép nội dung các đơn vị vào ô; chưa lưu, chưa gửi."
        stranded = stranded_words(self.fields, lines)
        errors = [FormError("stranded", _GONE)] if stranded else []
        sent = Submission(self.by, typed=filled, errors=(*errors, *attached.errors), stranded=stranded)
        return self._again(Shown(sent, {}, act.about, "Có điều cần xem lại", (said,), self._ticked_files()))

    def _again(self, shown: Shown) -> FormOutcome:
        """Return the page with the lines that the form had, and those of other pages that something is wrong with."""
        sent = shown.sent
        wrong = {_number_of(error.place) for error in sent.errors} if sent else set()
        on_form = self.named | wrong | shown.theirs.keys()
        return FormOutcome("", replace(shown, page=self.page, on_form=on_form, alone=is_alone(self.fields)))

    def _carried(self, lines: Sequence[LineToAnswer], forms: Mapping[int, AnswerForm]) -> dict[int, SentLine]:
        """Return the lines that can say the period before again, with their box ticked."""
        found = {}
        for line in lines:
            check_in_id = line.check_in.id
            form = forms[check_in_id]
            if can_say_again(line) and not has_draft(line, form):
                same = LineValues({UNCHANGED: "1"}).over(carried_values(line, form))
                found[check_in_id] = replace(read_line(self.fields, check_in_id, form), values=same)
        return found

    def _rolled_up(
        self, session: Session, lines: Sequence[LineToAnswer], forms: Mapping[int, AnswerForm]
    ) -> dict[int, SentLine]:
        """Return lines that sum others up, with the others' words below their own."""
        found = {}
        scene = AnswerContext(self.visit.now, self.province, self.visit.shelf, read_matters(session))
        plans = {code: self.visit.shelf.plan(code) for code in {line.check_in.plan for line in lines}}
        known = {code: loaded for code, loaded in plans.items() if loaded}
        below = gathered_for(session, known, [line.check_in for line in lines])
        for line in lines:
            check_in_id = line.check_in.id
            sent, gathered = read_line(self.fields, check_in_id, forms[check_in_id]), below.get(check_in_id, [])
            found[check_in_id] = replace(sent, values=rolled_up(sent.values, forms[check_in_id], gathered, scene))
        return found

    def _send(self, attached: _Attached) -> FormOutcome:
        """Record the answers of all lines that are chosen, in one act: either every one is recorded or none.

        What is to be recorded is worked out before anybody has to wait for it; where it is refused, for something has
        changed in between, once more from what stands then.
        """
        for is_last in (False, True):
            with self.desk.database.read() as session:
                asked = drafts_to_send(self.fields, self.named)
                lines, forms = self._lines(session, also=asked)
            fields, changed = with_drafts(self.fields, asked, lines, forms)
            sent = read_submission(fields, lines, forms, self.by, attached.lines)
            sent = sent.refused(*attached.errors, *changed)
            theirs: dict[int, SavedDraft | Answer] = {**_newer_drafts(lines, forms, sent)}
            if sent.errors or theirs:
                break
            try:
                theirs |= self._record(sent, lines, forms)
            except StaleAnswerError as stale:
                if is_last:
                    theirs |= self._newer_answers(sent.typed) or {stale.check_in_id or 0: stale.newest}
            except RefusedError as refused:
                if is_last:
                    sent = sent.refused(_error_of(refused))
            else:
                if not theirs:
                    return FormOutcome(self.visit.visitor.token)
                break
        return self._again(Shown(sent, theirs, title="Chưa gửi được", said=(_FILES_KEPT,) if attached.lines else ()))

    def _record(
        self, sent: Submission, lines: Collection[LineToAnswer], forms: Mapping[int, AnswerForm]
    ) -> dict[int, SavedDraft]:
        """Record the answers and return nothing; or record none, and return what others saved in between, by check-in."""
        now, province = self.visit.now, self.province
        with self.desk.database.write() as session:
            drafts = drafts_of(session, self.agency, province=province)
            stand = [replace(line, draft=drafts.get(line.check_in.id)) for line in lines]
            if theirs := _newer_drafts(stand, forms, sent):
                return theirs
            record_answers(session, dict(sent.drafts), self.agency, now, now, by=self.by, province=province)
            # That a line is not to be sent after all is kept too: its tick or its result was taken back, and nothing else
            # said. Who has saved something else since has the last word: no word of this form is at stake.
            rest = {key: self._written(line, forms[key]) for key, line in sent.typed.items() if key not in sent.drafts}
            save_drafts(session, rest, self.agency, now, by=self.by, province=province)
        return {}

    def _save(self, act: Act, attached: _Attached) -> FormOutcome:
        """Keep everything that was typed as drafts; nothing is sent."""
        theirs: dict[int, SavedDraft | Answer] = {}
        errors, unsaved = list(attached.errors), set[int]()
        with self.desk.database.read() as session:
            lines, forms = self._lines(session)
        typed = read_lines(self.fields, lines, forms)
        touched = {key: self._written(line, forms[key]) for key, line in typed.items() if line.is_touched}
        if touched:
            with self.desk.database.write() as session:
                theirs |= newer_answers(session, {key: typed[key] for key in touched})
                own = {key: one for key, one in touched.items() if key not in theirs}
                became = save_drafts(session, own, self.agency, self.visit.now, by=self.by, province=self.province)
            for check_in_id, refused in became.items():
                if isinstance(refused, StaleDraftError):
                    theirs[check_in_id] = refused.theirs
                elif isinstance(refused, RefusedError):
                    unsaved.add(check_in_id)
                    errors.append(_error_of(refused))
        if unsaved:  # one that was judged in between is on the page no more
            with self.desk.database.read() as session:
                lines, forms = self._lines(session)
        about = act.about if act.about in forms and act.kind != "page" else 0
        stranded = stranded_words(self.fields, lines)
        if stranded:
            errors.insert(0, FormError("stranded", _GONE))
        if not errors and not theirs:
            return FormOutcome(self._address(act, about))
        kept = {check_in_id: typed[check_in_id] for check_in_id in unsaved | theirs.keys()}
        sent = Submission(self.by, typed=kept, errors=tuple(errors), stranded=stranded)
        return self._again(Shown(sent, theirs, about, "Chưa lưu được hết", (_FILES_KEPT,) if attached.lines else ()))

    def _address(self, act: Act, about: int) -> str:
        token = self.visit.visitor.token
        if act.kind in ("agency", "list"):
            return f"{token}/{'co-quan' if act.kind == 'agency' else LIST_PAGE}"
        if act.kind == "page":
            return f"{token}?trang={act.about}#lines"
        if act.kind == "other" and about:
            return f"{token}/muc/{about}"
        if about:
            return f"{token}?mo={about}#line-{about}"
        return f"{token}?trang={self.page}" if self.page not in ("", "1") else token

    def _newer_answers(self, typed: Mapping[int, SentLine]) -> dict[int, Answer]:
        with self.desk.database.read() as session:
            return newer_answers(session, typed)

    def _written(self, line: SentLine, form: AnswerForm) -> Written:
        names = ("result", UNCHANGED, *(spec.name for spec in fields_of(form)))
        return Written({name: line.values[name] for name in names}, line.base or 0)

    def _lines(self, session: Session, also: Collection[int] = ()) -> tuple[list[LineToAnswer], dict[int, AnswerForm]]:
        """Return the lines that the form is about, as far as the agency may answer them, and others that are asked for."""
        only = {*self.named, *also, *({self.act.about} if self.act.kind != "page" else ())}
        lines = lines_to_answer(session, self.agency, self.visit.on, province=self.province, only=only)
        return lines, {line.check_in.id: form_for(line.check_in, self.visit.shelf) for line in lines}


def _lines_named(form: SentForm) -> set[int]:
    """Return the lines that a form has fields of, or files for."""
    found = [*map(_OF_LINE.fullmatch, form.fields), *map(_FILE_FIELD.fullmatch, form.files)]
    return {int(one[1]) for one in found if one}


def _number_of(place: str) -> int:
    """Return the line that an error is about, 0 for none."""
    _, _, number = place.rpartition("-")
    return int(number) if number.isdecimal() else 0


def _told(names: list[str]) -> str:
    return ", ".join(f"«{name}»" for name in names[:5]) + (f" và {len(names) - 5} tệp khác" if len(names) > 5 else "")


def _unwritten_words(names: list[str]) -> str:
    return f"Máy chủ đang thiếu chỗ nên chưa nhận được tệp {_told(names)}; hãy gửi tệp sau và báo Văn phòng UBND tỉnh."


def _left_out_words(names: list[str]) -> str:
    return (
        f"Chưa nhận được tệp {_told(names)}: mỗi lần gửi nhiều nhất {MOST_FILES} tệp, tổng cộng không quá "
        f"{MOST_FILE_BYTES // 1_000_000} MB; hãy giảm dung lượng ảnh hoặc gửi làm nhiều lần."
    )


def _error_of(refused: RefusedError) -> FormError:
    return FormError(f"line-{refused.check_in_id}" if refused.check_in_id else "lines", str(refused))


def newer_answers(session: Session, typed: Mapping[int, SentLine]) -> dict[int, Answer]:
    """Return the answers given to lines since their writer saw them, by check-in."""
    newest = newest_answers(session, typed)
    seen = {key: typed[key].version for key in newest}
    return {key: one for key, one in newest.items() if (version := seen[key]) is not None and one.version > version}


def _newer_drafts(
    lines: Collection[LineToAnswer], forms: Mapping[int, AnswerForm], sent: Submission
) -> dict[int, SavedDraft]:
    """Return other words that somebody saved for lines to be answered since their writer saw them, by check-in."""
    found = {}
    for line in lines:
        check_in_id = line.check_in.id
        typed = sent.typed.get(check_in_id)
        if typed is None or typed.base is None or line.draft is None or line.draft.revision == typed.base:
            continue
        if shown_values(line, forms[check_in_id]).mark != typed.values.mark:
            found[check_in_id] = line.draft
    return found
