"""Check-ins as the board opens them: with all versions of their answers, the evidence, and the letters on paper."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.answers.evidence import evidence_of
from models.answers.history import AnswerVersion, all_versions
from models.database import Session
from models.outbox.paper_letters import sent_about
from models.reported.told import told_answers
from models.tables.answers import Evidence
from reports.account.deeds import words_of
from reports.frames.standing_frame import StandingFrame
from reports.progress import Progress
from web.board.board_page import BoardLine, lines_of
from web.words.words import paper_words


@dataclass(frozen=True)
class AnswerShown:
    """A check-in with all versions of its answer, the files that went out with them, and the letters on paper about it."""

    line: BoardLine
    versions: Sequence[AnswerVersion]
    files: Sequence[Evidence]
    papers: Sequence[str] = ()


def read_answers(session: Session, progress: Progress, listed: StandingFrame) -> list[AnswerShown]:
    """Return check-ins with all that was said of them by the day and the moment of the progress.

    The number of statements does not grow with them.
    """
    ids, known_at = [int(number) for number in listed["check_in_id"]], progress.known_at
    told = told_answers(session, progress.on, known_at, progress.plan.code, ids)
    files, papers, versions = evidence_of(session, ids), sent_about(session, ids), all_versions(session, ids)
    newest = {number: answer.version for number, answer in told.items()}
    words = {number: words_of(answer) for number, answer in told.items()}
    return [
        AnswerShown(
            line=line,
            versions=[
                one
                for one in versions.get(line.check_in_id, ())
                if one.answer.learnt_at <= known_at and one.answer.version <= newest.get(line.check_in_id, 0)
            ],
            files=[one for one in files.get(line.check_in_id, ()) if one.version],
            papers=[
                paper_words(letter)
                for letter, _ in papers.get(line.check_in_id, ())
                if letter.recorded_at and letter.recorded_at <= known_at
            ],
        )
        for line in lines_of(progress, listed, words)
    ]
