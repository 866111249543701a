"""Proposed lines of a draft's register: each is one that is known already, a new agency, or a new group with its members."""

import re
from collections.abc import Iterable
from dataclasses import replace

from plan.drafting.review.doubts import GROUP, Doubt, DraftTexts
from plan.drafting.review.editing import Text
from plan.drafting.review.naming import Named, NotSettledError, Settled, register_of
from plan.drafting.times import fold
from plan.drafting.writing.register_writing import PROPOSED, agency_line, group_lines, insert_lines

NEW_AGENCY = "Một cơ quan mới"
"""What a person says of a proposed line that is an agency, whatever it was taken for."""
NEW_GROUP = "Một nhóm mới, thành viên điền sau"
"""What a person says of a proposed line that is a group whose members are written into the register later."""
_PARTIES_OF = r"^(\s*(?:(?:lead|coordinating|owner|default|except):|-)\s+.*?)(?<![\w-]){}(?![\w-])"
_MEMBERS_OF = r"^(\s*(?:(?:office:\s+\{{)?(?:members|held_by):|-)\s+.*?)(?<![\w-]){}(?![\w-])"


def settle_proposed(draft: DraftTexts, doubt: Doubt, words: str) -> Settled:
    """Return a draft in which a proposed line of its register is settled.

    `words` are `NEW_AGENCY` or `NEW_GROUP`; or they name the one of the register that is meant; or, for a group, its
    members, two and more. Members that the register does not know become proposed lines, which wait for a word of their
    own. Raise NotSettledError for words that say nothing to it.
    """
    kinds = {fold(NEW_AGENCY): "agencies", fold(NEW_GROUP): "groups"}
    if fold(words) in kinds:
        return _settle_as(draft, doubt, kinds[fold(words)])
    named = Named(draft, words)
    if doubt.kind == GROUP and len(named.codes) > 1:
        return _with_members(draft, doubt.path[1], doubt.words, named)
    return _settle_known(draft, doubt, named)


def accept_proposed(draft: DraftTexts, doubts: Iterable[Doubt]) -> Settled:
    """Return a draft in which proposed lines are new, each as it was proposed. Raise NotSettledError where there are none."""
    names = []
    for doubt in doubts:
        draft = _settle_as(draft, doubt, doubt.path[0]).draft
        names.append(doubt.words)
    if not names:
        raise NotSettledError("Chưa đánh dấu tên nào.")
    return Settled(draft, f"{len(names)} tên là mới, thêm vào danh bạ: {'; '.join(names)}")


def _settle_as(draft: DraftTexts, doubt: Doubt, part: str) -> Settled:
    """Accept a proposed line, in the other part of the register where it was taken for the other kind."""
    text = Text(draft.register)
    told = "là mới, thêm vào danh bạ"
    if doubt.path[0] == part:
        text.drop_comment(doubt.path, PROPOSED)
        return Settled(replace(draft, register=str(text)), f"«{doubt.words}» {told}")
    code = doubt.path[1]
    text.remove(doubt.path)
    if part == "agencies":
        register, kind = insert_lines(str(text), [agency_line(code, doubt.words)], []), "một cơ quan"
    else:
        register, kind = insert_lines(str(text), [], group_lines(code, doubt.words)), "một nhóm"
    return Settled(replace(draft, register=register), f"«{doubt.words}» là {kind} mới, thêm vào danh bạ")


def set_members(draft: DraftTexts, code: str, words: str) -> Settled:
    """Return a draft in which a new group has its members, as a person names them; unknown ones become proposed lines.

    Raise NotSettledError for words that name nobody, and where the group is not there or would be in itself.
    """
    text = Text(draft.register)
    if not text.has(("groups", code, "office")):
        raise NotSettledError("Nhóm này không còn trong danh bạ của dự thảo; hãy xem lại trang.")
    if not words.strip():
        raise NotSettledError("Chưa ghi thành viên nào.")
    return _with_members(draft, code, register_of(draft).name_of(code), Named(draft, words))


def _with_members(draft: DraftTexts, code: str, name: str, named: Named) -> Settled:
    """Write the members of a group that is no longer proposed, of which new ones become proposed lines."""
    text, path = Text(named.register_text), ("groups", code)
    text.drop_comment(path, PROPOSED)
    text.replace((*path, "office"), [f"office: {{members: [{', '.join(named.codes)}]}}"])
    made = _sound(replace(draft, register=str(text)))
    said = f"«{name}» là một nhóm mới gồm {named.told}"
    if named.unknown:
        said += f"; chưa có trong danh bạ, chờ xem lại: {'; '.join(named.unknown.values())}"
    return Settled(made, said)


def _settle_known(draft: DraftTexts, doubt: Doubt, named: Named) -> Settled:
    """Put the one that is meant in the place of a proposed line, in the plan and among the members of groups."""
    code, register = doubt.path[1], register_of(draft)
    unknown = [one for one in named.codes if not register.knows(one) or one == code]
    if unknown:
        said = ", ".join(f"«{named.unknown.get(one, doubt.words)}»" for one in unknown)
        members = (
            "; nhóm mới thì ghi từ hai thành viên, cách nhau bằng dấu chấm phẩy, hoặc chọn một dòng «mới»"
            if doubt.kind == GROUP
            else ""
        )
        raise NotSettledError(f"{said} không có trong danh bạ; hãy ghi tên đang có trong danh bạ{members}.")
    if len(named.codes) > 1:
        raise NotSettledError("Một cơ quan chỉ thay được bằng một cơ quan, một nhóm hay một vai.")
    plan, text = Text(draft.plan), Text(draft.register)
    text.remove(doubt.path)
    for file, parts, pattern in (
        (plan, ("trackers", "tasks", "targets"), _PARTIES_OF),
        (text, ("groups", "roles"), _MEMBERS_OF),
    ):
        for part in parts:
            if file.has((part,)):
                file.set_texts(re.compile(pattern.format(re.escape(code))), rf"\g<1>{named.codes[0]}", (part,))
    return Settled(_sound(DraftTexts(str(plan), str(text))), f"«{doubt.words}» là {named.told}")


def _sound(draft: DraftTexts) -> DraftTexts:
    """Return a draft whose register holds after a change. Raise NotSettledError where it does not: a group in itself."""
    register_of(draft)
    return draft
