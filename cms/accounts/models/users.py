"""People who sign in to the admin."""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """A member of staff; what they may do follows from their role grants, not from this row."""

    class Meta:
        verbose_name = "人員"
        verbose_name_plural = "人員"

    def get_full_name(self) -> str:
        """Family name first, without a space: 王小明."""
        return f"{self.last_name}{self.first_name}".strip()
