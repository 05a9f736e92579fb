"""Roles, and who holds which of them where, from when until when, given by whom and why."""

from django.conf import settings
from django.db import models

from .agencies import Agency


class Role(models.TextChoices):
    DESIGNER = "designer", "設計者"
    CLERK = "clerk", "承辦人"
    APPROVER = "approver", "核定人"
    SEAL_HOLDER = "seal_holder", "用印人"
    RECORDS_MANAGER = "records_manager", "檔案管理員"
    ARCHIVIST = "archivist", "檔案庫管理員"
    AUDITOR = "auditor", "稽核"
    ACCOUNT_MANAGER = "account_manager", "帳號管理員"


class RoleGrant(models.Model):
    """One role of one person on one agency (covers its units) or one page (covers its subtree): the truth about rights."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="role_grants", verbose_name="人員")
    role = models.CharField("角色", max_length=20, choices=Role)
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, verbose_name="機關")
    page = models.ForeignKey(
        "wagtailcore.Page", models.CASCADE, null=True, blank=True, related_name="+", verbose_name="頁面"
    )
    starts_at = models.DateTimeField("生效時間")
    ends_at = models.DateTimeField("終止時間", null=True, blank=True)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="授權人"
    )
    reason = models.CharField("理由", max_length=200)

    class Meta:
        verbose_name = "角色授予"
        verbose_name_plural = "角色授予"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(agency__isnull=True) ^ models.Q(page__isnull=True), name="grant_on_agency_or_page"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()} @ {self.agency or self.page}"
