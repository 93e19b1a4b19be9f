"""Topics that pesantren, offices and partners discuss, and the answers that were accepted."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klinik.core.history import remembered
from klinik.directory.models import Aspect

POSTS_ON_A_PAGE = 30  # beside the question and the accepted answers
AT = "kiriman"  # of an address: the number of the post whose page is shown


class Topic(models.Model):
    """One question or subject; what was written of it are its posts, the first one opens it."""

    slug = models.SlugField(max_length=120, unique=True)
    title = models.CharField(max_length=150)
    aspect = models.ForeignKey(Aspect, on_delete=models.PROTECT, related_name="topics")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="topics"
    )
    opened_at = models.DateTimeField(default=timezone.now)
    is_public = models.BooleanField(default=False)
    locked_at = models.DateTimeField(null=True, blank=True)
    request_id = models.UUIDField()
    fingerprint = models.CharField(max_length=64)  # of all that the request said
    is_simulated = models.BooleanField(default=False)

    # Kept by the triggers on the posts, refused to everybody else (sql/posts.sql).
    last_number = models.PositiveIntegerField(default=0, editable=False)
    replies = models.PositiveIntegerField(default=0, editable=False)
    answers = models.PositiveIntegerField(default=0, editable=False)
    last_at = models.DateTimeField(default=timezone.now, editable=False)
    hidden_at = models.DateTimeField(null=True, editable=False)  # with its first post

    class Meta:
        ordering = ["-last_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                name="topic_opened_once_per_request", fields=["author", "request_id"]
            ),
        ]
        indexes = [
            models.Index(fields=["-last_at", "-id"], name="topic_latest"),
            models.Index(fields=["aspect", "-last_at", "-id"], name="topic_of_aspect"),
            models.Index(
                fields=["-last_at", "-id"], name="topic_unanswered", condition=Q(answers=0)
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("discussions:topic", args=[self.slug])

    @property
    def is_locked(self) -> bool:
        return self.locked_at is not None


@remembered("topic", "number", "at", "request_id", "fingerprint")
class Post(models.Model):
    """What one person wrote at one time, in Markdown; people named in it stand as `@{number}`."""

    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="posts")
    number = models.PositiveIntegerField()  # 1 opens the topic
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="posts"
    )
    body = models.TextField()
    at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    hidden_at = models.DateTimeField(null=True, blank=True)
    request_id = models.UUIDField()
    fingerprint = models.CharField(max_length=64)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(name="post_number_once", fields=["topic", "number"]),
            models.UniqueConstraint(
                name="post_once_per_request", fields=["topic", "author", "request_id"]
            ),
            models.CheckConstraint(
                name="post_accepted_by_somebody",
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False, number__gt=1),
            ),
        ]
        indexes = [models.Index(fields=["author", "-at"], name="post_of_author")]

    def __str__(self) -> str:
        return f"{self.topic_id}#{self.number}"

    def get_absolute_url(self) -> str:
        asked = f"?{AT}={self.number}" if self.number > POSTS_ON_A_PAGE + 1 else ""
        return f"{self.topic.get_absolute_url()}{asked}#p{self.number}"

    @property
    def opens(self) -> bool:
        return self.number == 1


class Enclosure(models.Model):
    """A photo or PDF that lies with a post."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="enclosures")
    file = models.FileField(upload_to="discussions/%Y/%m")
    name = models.CharField(max_length=200)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class Mention(models.Model):
    """A person who is named in a post."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="mentions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="mention_once", fields=["post", "person"]),
        ]

    def __str__(self) -> str:
        return f"{self.post_id}: {self.person_id}"


class Follow(models.Model):
    """Whether a person wants to read what is new in a topic."""

    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="follows")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="follows"
    )
    is_on = models.BooleanField(default=True)
    since = models.DateTimeField(default=timezone.now)  # what came before was read, or written

    class Meta:
        constraints = [
            models.UniqueConstraint(name="follow_once", fields=["topic", "person"]),
        ]
        indexes = [
            models.Index(
                fields=["person", "topic"], name="follow_of_person", condition=Q(is_on=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.topic_id}: {self.person_id}"


class Flag(models.Model):
    """Somebody asks the secretariat to look at a post."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="flags")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                name="flag_open_once", fields=["post", "by"], condition=Q(settled_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post}: {self.reason}"


class Ruling(models.Model):
    """What the secretariat decided of a post, and why; of a topic, of the post that opens it."""

    class Kind(models.TextChoices):
        HIDDEN = "hidden", _("hidden")
        SHOWN = "shown", _("shown again")
        LOCKED = "locked", _("locked")
        UNLOCKED = "unlocked", _("open again")
        PUBLISHED = "published", _("open to everybody")
        WITHDRAWN = "withdrawn", _("no longer open to everybody")
        LEFT = "left", _("left as it is")

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="rulings")
    kind = models.CharField(max_length=10, choices=Kind)
    reason = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.post}: {self.kind}"


class Entry(models.Model):
    """What a post is found by; only the database reads and writes it (sql/search.sql)."""

    class Reach(models.IntegerChoices):
        PUBLIC = 0
        SIGNED_IN = 1
        HIDDEN = 2

    post = models.OneToOneField(
        Post, on_delete=models.PROTECT, primary_key=True, related_name="entry"
    )
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="+")
    reach = models.PositiveSmallIntegerField(choices=Reach)
    is_answer = models.BooleanField()
    document = SearchVectorField()

    class Meta:
        verbose_name_plural = "entries"
        indexes = [
            GinIndex(fields=["document"], name="post_document", fastupdate=False),
            GinIndex(
                fields=["document"],
                name="answer_document",
                fastupdate=False,
                condition=Q(is_answer=True),
            ),
            models.Index(fields=["post"], name="answer_post", condition=Q(is_answer=True)),
        ]

    def __str__(self) -> str:
        return str(self.post_id)
