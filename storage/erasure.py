"""What is erased of feedbacks: at their citizens' wish, or because it is old. Ratings and labels stay, for the counts."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.labels import IntakeChannel
from storage.tables import CaseEvent, Feedback, Piece, Prediction


async def erase_texts(connection: AsyncConnection, cases: Sequence[int]) -> None:
    """Erase texts for good, and what was written about them: answers, notes, the name of a praised employee.

    With the new revision, a classifier that has just read them comes too late to save.
    """
    ids = list(cases)
    gone = {"unread": False, "commendation_sealed": None, "answer_sealed": None}
    await connection.execute(
        update(Feedback).where(Feedback.id.in_(ids)).values(revision=Feedback.revision + 1, **gone)
    )
    await connection.execute(delete(Piece).where(Piece.feedback_id.in_(ids)))
    await connection.execute(update(CaseEvent).where(CaseEvent.feedback_id.in_(ids)).values(note_sealed=None))
    await connection.execute(update(Prediction).where(Prediction.feedback_id.in_(ids)).values(text_redacted=""))


async def erase_person(connection: AsyncConnection, person: str) -> int:
    """Erase all texts and addresses of a person; ratings and labels stay under a random one. Returns how many."""
    own = select(Feedback.id).where(Feedback.person == person).order_by(Feedback.id)
    cases = list((await connection.execute(own.with_for_update(key_share=True))).scalars())
    stranger = secrets.token_hex(32)
    await connection.execute(
        update(Feedback)
        .where(Feedback.id.in_(cases))
        .values(person=stranger, number_mac=None, number_sealed=None, address_sealed=None)
    )
    await erase_texts(connection, cases)
    return len(cases)


async def erase_old(connection: AsyncConnection, before: datetime, most: int) -> int:
    """Erase the texts and addresses of at most so many feedbacks that citizens sent before this instant; ratings and
    labels stay. Returns how many; what another process is just erasing is left to it.
    """
    query = select(Feedback.id).where(_has_text(before)).order_by(Feedback.id).limit(most)
    cases = list((await connection.execute(query.with_for_update(skip_locked=True))).scalars())
    await connection.execute(update(Feedback).where(Feedback.id.in_(cases)).values(address_sealed=None))
    await erase_texts(connection, cases)
    return len(cases)


def _has_text(before: datetime) -> ColumnElement[bool]:
    """Words or an address from before this instant; an answer that came after its feedback was erased has its own time.

    A file that was imported is the office's own, whatever the dates in it.
    """
    piece = select(Piece.id).where(Piece.feedback_id == Feedback.id).exists()
    note = select(CaseEvent.id).where(
        CaseEvent.feedback_id == Feedback.id, CaseEvent.note_sealed.is_not(None), CaseEvent.at < before
    )
    old_answer = and_(Feedback.answer_sealed.is_not(None), Feedback.answered_at < before)
    written = (Feedback.address_sealed.is_not(None), Feedback.commendation_sealed.is_not(None), piece)
    citizens = and_(Feedback.received_at < before, Feedback.channel != IntakeChannel.IMPORT)
    return and_(citizens, or_(*written, old_answer, note.exists()))
