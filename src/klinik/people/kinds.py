"""Everything that people are told, in one list: a code, its sentence, and the group to choose by.

A sentence names its parameters; they are kept with the notification and put in when it is read,
in the reader's language. A day is given as a date, a word of ours (a role) as it is, lazily, and a
person as `Called`.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from django.db import models
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _


class Called(NamedTuple):
    """A person named in a sentence, so that their name can be found again and erased."""

    person: int
    name: str


About = Mapping[str, str | int | date | Promise | Called]


class Group(models.TextChoices):
    """What a person chooses the ways of being told for."""

    CASES = "cases", _("Cases of the clinic")
    SESSIONS = "sessions", _("Panel sessions")
    DISCUSSIONS = "discussions", _("Discussions")
    STORIES = "stories", _("Stories")
    PEOPLE = "people", _("People and roles")
    BOOKS = "books", _("Books and money")
    DIRECTORY = "directory", _("Directory and legality papers")
    ACCOUNT = "account", _("My account and its safety")


class Kind(NamedTuple):
    """One kind of event: what is said of it, and the group it belongs to."""

    group: Group
    says: Promise


KINDS: dict[str, Kind] = {
    "case.opened": Kind(
        Group.CASES, _("New case %(number)s of %(pesantren)s: %(title)s. Your office may take it.")
    ),
    "case.on_behalf": Kind(
        Group.CASES,
        _("An office brought case %(number)s for %(pesantren)s: %(title)s. Add what you know."),
    ),
    "case.asks": Kind(
        Group.CASES,
        _(
            "Case %(number)s of %(pesantren)s came from a session: %(title)s. Please add since"
            " when, and which figure should change."
        ),
    ),
    "case.completed": Kind(
        Group.CASES, _("%(name)s added what was missing in case %(number)s: %(title)s.")
    ),
    "case.named": Kind(
        Group.CASES,
        _("%(pesantren)s named you as a reader of its case %(number)s: %(title)s."),
    ),
    "case.widened": Kind(
        Group.CASES,
        _("%(pesantren)s opened its case %(number)s to the network: %(title)s."),
    ),
    "case.late": Kind(
        Group.CASES,
        _("Case %(number)s of %(pesantren)s waits for your office longer than agreed: %(title)s."),
    ),
    "case.escalated": Kind(
        Group.CASES,
        _("Case %(number)s of %(pesantren)s waits twice as long as agreed: %(title)s."),
    ),
    "case.waits_for_you": Kind(
        Group.CASES, _("The office waits for your answer on case %(number)s: %(title)s.")
    ),
    "case.aimed": Kind(
        Group.CASES,
        _("Case %(number)s has goals now: %(title)s. They are looked at again on %(day)s."),
    ),
    "case.review": Kind(
        Group.CASES, _("Today the goals of case %(number)s are looked at again: %(title)s.")
    ),
    "case.helped": Kind(
        Group.CASES,
        _("What you have too is solved at %(pesantren)s: %(title)s. See what helped."),
    ),
    "case.assigned": Kind(
        Group.CASES, _("%(name)s gave you case %(number)s of %(pesantren)s: %(title)s.")
    ),
    "case.referred": Kind(
        Group.CASES,
        _("%(office)s asks you to see to case %(number)s of %(pesantren)s: %(title)s."),
    ),
    "case.referral_accepted": Kind(
        Group.CASES, _("%(asked)s will see to its part of case %(number)s: %(title)s.")
    ),
    "case.referral_refused": Kind(
        Group.CASES, _("%(asked)s will not see to case %(number)s: %(title)s.")
    ),
    "case.referral_done": Kind(
        Group.CASES, _("%(asked)s has seen to its part of case %(number)s: %(title)s.")
    ),
    "case.referral_recalled": Kind(
        Group.CASES, _("You need not see to case %(number)s of %(pesantren)s any more.")
    ),
    "case.reassigned": Kind(
        Group.CASES, _("Case %(number)s of %(pesantren)s was handed to your office: %(title)s.")
    ),
    "case.taken": Kind(Group.CASES, _("%(office)s has taken your case %(number)s: %(title)s.")),
    "case.answered": Kind(
        Group.CASES, _("%(name)s wrote a message on case %(number)s: %(title)s.")
    ),
    "case.planned": Kind(
        Group.CASES, _("For case %(number)s this was set for %(day)s: %(activity)s.")
    ),
    "case.moved": Kind(
        Group.CASES, _("For case %(number)s this was moved to %(day)s: %(activity)s.")
    ),
    "case.dropped": Kind(
        Group.CASES, _("For case %(number)s this does not take place: %(activity)s.")
    ),
    "case.done": Kind(Group.CASES, _("For case %(number)s this took place: %(activity)s.")),
    "case.measured": Kind(
        Group.CASES, _("Case %(number)s has a result: %(figure)s, %(value)s %(unit)s.")
    ),
    "case.due": Kind(Group.CASES, _("For case %(number)s this is due on %(day)s: %(activity)s.")),
    "case.offered": Kind(
        Group.CASES, _("%(partner)s offers help with case %(number)s: %(title)s.")
    ),
    "case.accepted": Kind(
        Group.CASES, _("Your help with case %(number)s of %(pesantren)s was accepted: %(title)s.")
    ),
    "case.declined": Kind(
        Group.CASES, _("Your help with case %(number)s of %(pesantren)s was not taken up.")
    ),
    "case.closed": Kind(Group.CASES, _("Case %(number)s is closed: %(title)s.")),
    "case.withdrawn": Kind(
        Group.CASES,
        _("Case %(number)s was closed without a result, its page says why: %(title)s."),
    ),
    "session.registered": Kind(
        Group.SESSIONS,
        _(
            "%(office)s registered %(pesantren)s for the panel session %(theme)s on %(day)s, "
            "%(time)s."
        ),
    ),
    "session.moved_up": Kind(
        Group.SESSIONS,
        _("%(pesantren)s has a seat now in the panel session %(theme)s on %(day)s, %(time)s."),
    ),
    "session.moved": Kind(
        Group.SESSIONS, _("The panel session %(theme)s is now on %(day)s, %(time)s.")
    ),
    "session.called_off": Kind(
        Group.SESSIONS,
        _("The panel session %(theme)s on %(day)s does not take place: %(reason)s"),
    ),
    "session.soon": Kind(
        Group.SESSIONS, _("The panel session %(theme)s begins on %(day)s, %(time)s.")
    ),
    "session.recommended": Kind(
        Group.SESSIONS,
        _(
            "The panel session %(theme)s wrote down a recommendation for %(pesantren)s. It is due "
            "on %(day)s."
        ),
    ),
    "session.owed": Kind(
        Group.SESSIONS,
        _(
            "The panel session %(theme)s heard a case. What the panel recommends is promised in "
            "writing until %(day)s, %(time)s."
        ),
    ),
    "session.owed_late": Kind(
        Group.SESSIONS,
        _(
            "What the panel session %(theme)s recommends was promised in writing until %(day)s, "
            "%(time)s, and is not written yet."
        ),
    ),
    "session.due": Kind(
        Group.SESSIONS,
        _("What the panel session %(theme)s recommended to %(pesantren)s is due on %(day)s."),
    ),
    "session.review": Kind(
        Group.SESSIONS,
        _(
            "What the panel session %(theme)s recommended to %(pesantren)s is looked at again on "
            "%(day)s."
        ),
    ),
    "discussion.asked": Kind(
        Group.DISCUSSIONS,
        _("%(name)s asks: %(title)s. It is about what your office answers for."),
    ),
    "discussion.replied": Kind(Group.DISCUSSIONS, _("%(name)s wrote in your topic: %(title)s.")),
    "discussion.mentioned": Kind(
        Group.DISCUSSIONS, _("%(name)s names you in the discussion: %(title)s.")
    ),
    "discussion.accepted": Kind(
        Group.DISCUSSIONS, _("Your answer was accepted in the discussion: %(title)s. Thank you.")
    ),
    "discussion.hidden": Kind(
        Group.DISCUSSIONS,
        _("What you wrote in the discussion %(title)s is hidden. Why: %(reason)s"),
    ),
    "discussion.shown": Kind(
        Group.DISCUSSIONS,
        _("What you wrote in the discussion %(title)s is shown again. Why: %(reason)s"),
    ),
    "discussion.locked": Kind(
        Group.DISCUSSIONS, _("Your topic %(title)s is locked now. Why: %(reason)s")
    ),
    "discussion.published": Kind(
        Group.DISCUSSIONS,
        _("Your topic %(title)s is open to everybody now, without names. Why: %(reason)s"),
    ),
    "discussion.flagged": Kind(
        Group.DISCUSSIONS,
        _("Somebody asks you to look at a post in the discussion %(title)s. Why: %(reason)s"),
    ),
    "discussion.digest": Kind(
        Group.DISCUSSIONS, _("New in the discussions that you follow: %(titles)s.")
    ),
    "story.sent": Kind(
        Group.STORIES, _("A story of %(pesantren)s waits to be looked at: %(title)s.")
    ),
    "story.asks": Kind(
        Group.STORIES,
        _("A story of %(pesantren)s was written: %(title)s. Read it, and say if all may read it."),
    ),
    "story.agreed": Kind(
        Group.STORIES, _("%(pesantren)s agreed to its story: %(title)s. It can be published now.")
    ),
    "story.returned": Kind(
        Group.STORIES, _("The story %(title)s of %(pesantren)s came back. Why: %(reason)s")
    ),
    "story.published": Kind(
        Group.STORIES, _("The story %(title)s of %(pesantren)s is open to everybody now.")
    ),
    "story.withdrawn": Kind(
        Group.STORIES, _("The story %(title)s of %(pesantren)s was taken back. Why: %(reason)s")
    ),
    "invitation.waits": Kind(
        Group.PEOPLE,
        _("%(inviter)s invites %(name)s as %(role)s of %(place)s. It waits for the board."),
    ),
    "invitation.approved": Kind(
        Group.PEOPLE,
        _("The board agreed: you may now send %(name)s the link as %(role)s of %(place)s."),
    ),
    "draft.waits": Kind(
        Group.BOOKS,
        _("%(name)s recorded %(amount)s in the books of %(place)s. It waits for a second person."),
    ),
    "draft.approved": Kind(
        Group.BOOKS, _("%(name)s approved what you recorded in the books of %(place)s: %(amount)s.")
    ),
    "draft.rejected": Kind(
        Group.BOOKS, _("%(name)s rejected what you recorded in the books of %(place)s: %(amount)s.")
    ),
    "till.sent": Kind(
        Group.BOOKS, _("%(name)s sent %(amount)s to %(drawer)s at %(place)s. Please confirm.")
    ),
    "till.received": Kind(
        Group.BOOKS, _("%(name)s confirmed that %(amount)s arrived in %(drawer)s at %(place)s.")
    ),
    "till.refused": Kind(
        Group.BOOKS,
        _("%(name)s says that your %(amount)s for %(drawer)s did not arrive as it was sent."),
    ),
    "till.handed": Kind(
        Group.BOOKS, _("%(name)s handed %(drawer)s with %(amount)s over to you at %(place)s.")
    ),
    "till.taken": Kind(
        Group.BOOKS, _("%(name)s took over %(drawer)s, which you held at %(place)s.")
    ),
    "till.differs": Kind(
        Group.BOOKS, _("%(name)s counted %(drawer)s at %(place)s: it differs by %(amount)s.")
    ),
    "receipt.refused": Kind(
        Group.BOOKS,
        _(
            "A receipt that %(name)s sent from the round at %(place)s was refused today: its cash "
            "is in no book yet. See why, and what to do."
        ),
    ),
    "share.undoing_asked": Kind(
        Group.BOOKS,
        _(
            "%(name)s asks to undo the %(what)s of %(month)s at %(place)s as a whole. It waits "
            "for a second person."
        ),
    ),
    "share.undoing_confirmed": Kind(
        Group.BOOKS,
        _("%(name)s approved: the %(what)s of %(month)s at %(place)s is undone, as you asked."),
    ),
    "share.kept": Kind(
        Group.BOOKS,
        _(
            "%(name)s did not agree: the %(what)s of %(month)s at %(place)s stays as it was "
            "recorded; you had asked to undo it."
        ),
    ),
    "forgetting.asked": Kind(
        Group.BOOKS,
        _(
            "%(name)s asks that the personal data of member %(number)s of %(place)s be deleted. "
            "It waits for a second person."
        ),
    ),
    "forgetting.done": Kind(
        Group.BOOKS,
        _(
            "%(name)s approved: the personal data of member %(number)s of %(place)s are deleted, "
            "as you asked."
        ),
    ),
    "forgetting.kept": Kind(
        Group.BOOKS,
        _(
            "%(name)s did not agree: the personal data of member %(number)s of %(place)s stay; "
            "you had asked to delete them."
        ),
    ),
    "bonus.waits": Kind(
        Group.BOOKS,
        _(
            "%(name)s proposes a bonus of %(amount)s in all for the wadiah savings of %(month)s "
            "at %(place)s. It waits for a second person."
        ),
    ),
    "bonus.confirmed": Kind(
        Group.BOOKS,
        _(
            "%(name)s approved the bonus of %(amount)s for %(month)s at %(place)s that you "
            "proposed. It is being recorded."
        ),
    ),
    "bonus.dropped": Kind(
        Group.BOOKS,
        _(
            "%(name)s dropped the bonus of %(amount)s for %(month)s at %(place)s that you "
            "proposed. Nothing was recorded."
        ),
    ),
    "period.asked": Kind(
        Group.BOOKS,
        _(
            "%(name)s asks to open the books of %(place)s again after %(day)s. It waits for a "
            "second person."
        ),
    ),
    "period.reopened": Kind(
        Group.BOOKS,
        _("%(name)s approved: the books of %(place)s are open again after %(day)s."),
    ),
    "period.kept": Kind(
        Group.BOOKS,
        _(
            "%(name)s keeps the books of %(place)s closed; you had asked to open them after "
            "%(day)s."
        ),
    ),
    "role.ends": Kind(
        Group.PEOPLE,
        _(
            "Your role as %(role)s of %(place)s ends on %(day)s. If you go on, ask whoever gave "
            "it to you."
        ),
    ),
    "proposal.made": Kind(
        Group.PEOPLE, _("%(pesantren)s asks for a cooperative of its own here. Please decide.")
    ),
    "proposal.declined": Kind(
        Group.PEOPLE, _("The cooperative of %(pesantren)s was not opened here: %(reason)s")
    ),
    "proposal.founded": Kind(Group.PEOPLE, _("The cooperative of %(pesantren)s is open here now.")),
    "invitation.accepted": Kind(
        Group.PEOPLE, _("%(name)s accepted your invitation and is now %(role)s of %(place)s.")
    ),
    "pesantren.asked": Kind(
        Group.DIRECTORY, _("%(office)s asks about the page of %(pesantren)s: %(note)s")
    ),
    "pesantren.checked": Kind(
        Group.DIRECTORY, _("%(office)s has checked the page of %(pesantren)s.")
    ),
    "pesantren.merged": Kind(
        Group.DIRECTORY,
        _(
            "%(gone)s and %(kept)s stood in the directory as two and are one: %(office)s has "
            "merged their pages."
        ),
    ),
    "factor.added": Kind(
        Group.ACCOUNT,
        _(
            "Your sign-in has a second step now: %(what)s. If that was not you, change your "
            "password at once."
        ),
    ),
    "factor.removed": Kind(
        Group.ACCOUNT,
        _(
            "A second step of your sign-in was removed: %(what)s. If that was not you, change "
            "your password at once."
        ),
    ),
    "factor.reset": Kind(
        Group.ACCOUNT,
        _(
            "%(name)s took away the second step of your sign-in, as after a lost phone. Set it "
            "up anew. If you did not ask for it, tell your manager."
        ),
    ),
    "codes.renewed": Kind(
        Group.ACCOUNT, _("You have a new list of backup codes; the old one opens nothing any more.")
    ),
    "email.changed": Kind(
        Group.ACCOUNT,
        _("Your e-mail is now %(what)s. If that was not you, change your password at once."),
    ),
    "number.changed": Kind(
        Group.ACCOUNT,
        _("Your number is now %(what)s. If that was not you, change your password at once."),
    ),
    "erasure.asked": Kind(
        Group.ACCOUNT,
        _(
            "You asked to be erased: it happens in the night after %(day)s. Until then you can "
            "take it back. If that was not you, take it back and change your password at once."
        ),
    ),
    "erasure.waits": Kind(
        Group.ACCOUNT,
        _(
            "You are not erased yet: nobody else gives roles in %(place)s. Invite a successor; "
            "then it happens by itself."
        ),
    ),
    "token.made": Kind(
        Group.ACCOUNT,
        _(
            "A token for programs was made in your name: %(name)s, in %(place)s, until %(day)s. "
            "If that was not you, revoke it and change your password."
        ),
    ),
    "token.revoked": Kind(
        Group.ACCOUNT, _("%(by)s revoked your token %(name)s of %(place)s; it opens nothing now.")
    ),
    "partner.verified": Kind(
        Group.DIRECTORY, _("An office has verified %(partner)s: its page says so now.")
    ),
    "book.differs": Kind(
        Group.BOOKS,
        _(
            "The book of %(koppontren)s does not add up: %(number)s differences were found last "
            "night. Let nobody repair it by hand; whoever runs this house looks with klinik verify."
        ),
    ),
    "book.unverified": Kind(
        Group.BOOKS,
        _(
            "The book of %(koppontren)s could not be verified last night, so nobody knows whether "
            "it adds up. Whoever runs this house looks with klinik verify."
        ),
    ),
    "paper.expires": Kind(
        Group.DIRECTORY, _("%(paper)s of %(product)s is valid until %(day)s only: renew it.")
    ),
}


def kept(about: About) -> dict[str, Any]:
    """The parameters as they are stored: days and words of ours are marked."""
    return {name: _kept(value) for name, value in about.items()}


def told(kind: str, about: Mapping[str, Any]) -> str:
    """The sentence of this kind with these stored parameters, in the reader's language.

    Raises KeyError for a kind or a parameter that is missing.
    """
    return str(KINDS[kind].says) % {name: _shown(value) for name, value in about.items()}


def _kept(value: str | int | date | Promise | Called) -> Any:
    if isinstance(value, Called):
        return {"person": value.person, "called": value.name}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, Promise):
        with override(None):  # the word as it stands in the code, to be translated when read
            return {"word": str(value)}
    return value


def _shown(value: Any) -> str:
    if not isinstance(value, dict):
        return str(value)
    if "person" in value:
        return str(value["called"])
    if "day" in value:
        return date_format(date.fromisoformat(value["day"]), "j F Y")
    return gettext(value["word"])
